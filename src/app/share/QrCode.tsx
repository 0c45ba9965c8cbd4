import { useMemo } from 'react';
import { qrPicture } from './qr.ts';
import styles from './ShareDialog.module.css';

/** Dark on light in every colour scheme: cameras want it so. */
export function QrCode({ url }: { readonly url: string }) {
  const { size, path } = useMemo(() => qrPicture(url), [url]);
  return (
    <svg
      className={styles['qr']}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label="The link as a QR code"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

import styles from './FileIcon.module.css';

const kinds: readonly { readonly test: RegExp; readonly text: string; readonly kind: string }[] = [
  { test: /(?:^|\/)_index\.ya?ml$/, text: 'R', kind: 'registry' },
  { test: /\.lua$/, text: 'L', kind: 'lua' },
  { test: /\.(?:wat|wasm)$/, text: 'W', kind: 'wasm' },
  { test: /\.wit$/, text: 'I', kind: 'wit' },
  { test: /\.(?:ya?ml|json|toml|lock)$/, text: 'Y', kind: 'data' },
];

/** One letter and colour for each kind of file; for the eye only, the name says the same. */
export function FileIcon({ path }: { readonly path: string }) {
  const { text, kind } = kinds.find(({ test }) => test.test(path)) ?? { text: '·', kind: 'other' };
  return (
    <span className={styles['icon']} data-kind={kind} aria-hidden="true">
      {text}
    </span>
  );
}

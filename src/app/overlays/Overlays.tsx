/** Dialogs and toasts: all that is not needed for the first look at the page. One chunk, fetched in idle time. */
import { lazy, Suspense } from 'react';
import { assertNever } from '../../base/assert-never.ts';
import { GalleryDialog } from '../projects/GalleryDialog.tsx';
import { HistoryDialog } from '../projects/HistoryDialog.tsx';
import { ProjectsDialog } from '../projects/ProjectsDialog.tsx';
import { ShareDialog } from '../share/ShareDialog.tsx';
import { useView } from '../stores/context.ts';
import { KeysDialog } from './KeysDialog.tsx';
import { Palette } from './Palette.tsx';
import { Toasts } from './Toasts.tsx';
import { Tooltip } from './Tooltip.tsx';

const BuildDialog = lazy(async () => ({ default: (await import('../build/BuildDialog.tsx')).BuildDialog }));
const ReferenceDialog = lazy(async () => ({
  default: (await import('../reference/ReferenceDialog.tsx')).ReferenceDialog,
}));
const NewFunctionDialog = lazy(async () => ({
  default: (await import('../new-function/NewFunctionDialog.tsx')).NewFunctionDialog,
}));
const WrittenDialog = lazy(async () => ({ default: (await import('../written/WrittenDialog.tsx')).WrittenDialog }));
const MeasureDialog = lazy(async () => ({ default: (await import('../measure/MeasureDialog.tsx')).MeasureDialog }));
const NativeDialog = lazy(async () => ({ default: (await import('../native/NativeDialog.tsx')).NativeDialog }));
const ImportDialog = lazy(async () => ({ default: (await import('../import/ImportDialog.tsx')).ImportDialog }));
const EnvironmentDialog = lazy(async () => ({
  default: (await import('../environment/EnvironmentDialog.tsx')).EnvironmentDialog,
}));

const PresentationBar = lazy(async () => ({ default: (await import('./PresentationBar.tsx')).PresentationBar }));

export function Overlays() {
  const isPresenting = useView((state) => state.isPresenting);
  return (
    <>
      {isPresenting && (
        <Suspense fallback={null}>
          <PresentationBar />
        </Suspense>
      )}
      <CurrentDialog />
      <Toasts />
      <Tooltip />
    </>
  );
}

function CurrentDialog() {
  const dialog = useView((state) => state.dialog);
  switch (dialog) {
    case null:
      return null;
    case 'projects':
      return <ProjectsDialog />;
    case 'gallery':
      return <GalleryDialog />;
    case 'history':
      return <HistoryDialog />;
    case 'share':
      return <ShareDialog />;
    case 'keys':
      return <KeysDialog />;
    case 'palette':
      return <Palette />;
    case 'build':
      return (
        <Suspense fallback={null}>
          <BuildDialog />
        </Suspense>
      );
    case 'function':
      return (
        <Suspense fallback={null}>
          <NewFunctionDialog />
        </Suspense>
      );
    case 'reference':
      return (
        <Suspense fallback={null}>
          <ReferenceDialog />
        </Suspense>
      );
    case 'written':
      return (
        <Suspense fallback={null}>
          <WrittenDialog />
        </Suspense>
      );
    case 'environment':
      return (
        <Suspense fallback={null}>
          <EnvironmentDialog />
        </Suspense>
      );
    case 'native':
      return (
        <Suspense fallback={null}>
          <NativeDialog />
        </Suspense>
      );
    case 'measure':
      return (
        <Suspense fallback={null}>
          <MeasureDialog />
        </Suspense>
      );
    case 'import':
      return (
        <Suspense fallback={null}>
          <ImportDialog />
        </Suspense>
      );
    default:
      return assertNever(dialog);
  }
}

import { lazy, Suspense } from 'react';
import { useTarget } from '../parts/use-target.ts';
import { useForm } from '../stores/context.ts';

const FormPanel = lazy(async () => ({ default: (await import('./FormPanel.tsx')).FormPanel }));

/** Where the form of the chosen function stands while it is open; nothing otherwise. */
export function FormDock({ className }: { readonly className: string | undefined }) {
  const { id, type, hasForm } = useTarget();
  const isOpen = useForm((state) => state.isOpen);
  if (!isOpen || id === null || !hasForm) return null;
  return (
    <div className={className}>
      <Suspense fallback={null}>
        <FormPanel key={id} id={id} type={type} />
      </Suspense>
    </div>
  );
}

import { useCallback } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** In the order they came on screen: what is in front is last. */
const slots = createStore<{ readonly places: readonly HTMLElement[] }>()(() => ({ places: [] }));

/**
 * Room that is kept for short messages, so that they lie over nothing. Each part that may be in front has one; the messages go
 * where the reader looks, which in a dialog is the dialog.
 */
export function NoticeSlot({ className }: { readonly className?: string | undefined }) {
  const enter = useCallback((place: HTMLElement | null) => {
    if (!place) return undefined;
    slots.setState(({ places }) => ({ places: [...places, place] }));
    return () => slots.setState(({ places }) => ({ places: places.filter((item) => item !== place) }));
  }, []);
  return <div ref={enter} className={className} />;
}

/** Where a message is to be shown now; null while no part of the page has room for one. */
export function useNoticePlace(): HTMLElement | null {
  return useStore(slots, (state) => state.places.at(-1) ?? null);
}

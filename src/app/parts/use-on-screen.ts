import { useCallback, useEffect, useRef } from 'react';

/** Tells whether the part is still on screen: a dialog that was closed meanwhile has nothing to close, and no focus to move. */
export function useOnScreen(): () => boolean {
  const isThere = useRef(true);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  return useCallback(() => isThere.current, []);
}

import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** The width of an element in pixels as it is now, known before the first paint. */
export function useWidth<T extends HTMLElement>(): readonly [place: RefObject<T | null>, width: number] {
  const place = useRef<T>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}

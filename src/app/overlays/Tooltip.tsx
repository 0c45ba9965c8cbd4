import { useEffect, useState } from 'react';
import styles from './Tooltip.module.css';

interface Shown {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly side: 'below' | 'above';
}

/** As long as a pointer rests on what it means to press. */
const delayMs = 500;
const gap = 6;

/**
 * One tooltip for every element with `data-tip`. It is for the eye: the elements have names of their own, which say the
 * same to assistive technology. Touch has no hover and gets none.
 */
export function Tooltip() {
  const [shown, setShown] = useState<Shown | null>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current: Element | null = null;

    function hide(): void {
      clearTimeout(timer);
      current = null;
      setShown(null);
    }
    function show(element: HTMLElement): void {
      const { left, width, top, bottom } = element.getBoundingClientRect();
      const side = bottom + 48 > globalThis.innerHeight ? 'above' : 'below';
      setShown({
        text: element.dataset['tip'] ?? '',
        left: left + width / 2,
        top: side === 'below' ? bottom + gap : top - gap,
        side,
      });
    }
    function enter(event: Event): void {
      const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;
      if (element === current) return;
      hide();
      const byKeyboard = event.type === 'focusin';
      if (
        !element ||
        (byKeyboard && !element.matches(':focus-visible')) ||
        (event instanceof PointerEvent && event.pointerType === 'touch')
      )
        return;
      current = element;
      timer = setTimeout(() => show(element), delayMs);
    }
    function press(event: KeyboardEvent): void {
      if (event.key === 'Escape' || event.key === 'Enter' || event.key === ' ') hide();
    }
    const listeners = [
      ['pointerover', enter],
      ['focusin', enter],
      ['pointerdown', hide],
      ['keydown', press],
      ['scroll', hide],
    ] as const;
    for (const [type, listener] of listeners)
      document.addEventListener(type, listener as EventListener, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      for (const [type, listener] of listeners)
        document.removeEventListener(type, listener as EventListener, { capture: true });
    };
  }, []);

  if (!shown) return null;
  // Held within the page, whatever the length of the text.
  const half = Math.min(160, shown.text.length * 3.6 + 12);
  const left = Math.min(globalThis.innerWidth - half - 4, Math.max(half + 4, shown.left));
  return (
    <div className={styles['tooltip']} data-side={shown.side} aria-hidden="true" style={{ left, top: shown.top }}>
      {shown.text}
    </div>
  );
}

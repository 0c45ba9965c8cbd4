import { useEffect, useLayoutEffect, useRef } from 'react';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Places are pixels within the element. */
export interface Pointing {
  readonly pan: (dx: number) => void;
  /** `factor` below 1 looks closer at what is at `x`. */
  readonly zoom: (factor: number, x: number) => void;
  readonly hover: (point: Point | null) => void;
  readonly click: (point: Point) => void;
  readonly doubleClick: (point: Point) => void;
}

/** A finger or hand that moves less than this meant to stay. */
const slackPx = 4;
/** Of a wheel that is turned by a hundred pixels. */
const wheelZoom = 0.0022;
const doubleClickMs = 350;

/**
 * Mouse, pen and fingers: dragging pans, two fingers and the wheel with Ctrl zoom, the wheel with Shift or to the side pans. Up and
 * down is the browser's own scrolling.
 */
export function usePointers(element: React.RefObject<HTMLElement | null>, pointing: Pointing): void {
  const latest = useRef(pointing);
  useLayoutEffect(() => {
    latest.current = pointing;
  });

  useEffect(() => {
    const host = element.current;
    if (!host) return undefined;
    const down = new Map<number, Point>();
    let hasMoved = false;
    let lastClick = { atMs: -Infinity, x: 0, y: 0 };

    const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
      const box = host.getBoundingClientRect();
      return { x: clientX - box.left, y: clientY - box.top };
    };
    const begin = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      down.set(event.pointerId, placeOf(event));
      hasMoved = down.size > 1;
    };
    const move = (event: PointerEvent): void => {
      const to = placeOf(event);
      const from = down.get(event.pointerId);
      if (!from) {
        if (event.pointerType === 'mouse') latest.current.hover(to);
        return;
      }
      if (!hasMoved && Math.abs(to.x - from.x) < slackPx) return;
      if (!hasMoved) host.setPointerCapture(event.pointerId);
      hasMoved = true;
      down.set(event.pointerId, to);
      const [other] = [...down].flatMap(([id, point]) => (id === event.pointerId ? [] : [point]));
      if (!other) {
        latest.current.pan(to.x - from.x);
        return;
      }
      const [before, after] = [Math.abs(from.x - other.x), Math.abs(to.x - other.x)];
      if (before > slackPx && after > slackPx) latest.current.zoom(before / after, (to.x + other.x) / 2);
    };
    const end = (event: PointerEvent): void => {
      if (!down.delete(event.pointerId) || hasMoved || event.type === 'pointercancel') return;
      const at = placeOf(event);
      const isSecond =
        event.timeStamp - lastClick.atMs < doubleClickMs &&
        Math.hypot(at.x - lastClick.x, at.y - lastClick.y) < 2 * slackPx;
      lastClick = { atMs: isSecond ? -Infinity : event.timeStamp, ...at };
      if (isSecond) latest.current.doubleClick(at);
      else latest.current.click(at);
    };
    const leave = (): void => latest.current.hover(null);
    const turn = (event: WheelEvent): void => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const sideways = (event.shiftKey ? event.deltaY || event.deltaX : event.deltaX) * unit;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        latest.current.zoom(Math.exp(event.deltaY * unit * wheelZoom), placeOf(event).x);
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        latest.current.pan(-sideways);
      }
    };

    host.addEventListener('pointerdown', begin);
    host.addEventListener('pointermove', move);
    host.addEventListener('pointerup', end);
    host.addEventListener('pointercancel', end);
    host.addEventListener('pointerleave', leave);
    host.addEventListener('wheel', turn, { passive: false });
    return () => {
      host.removeEventListener('pointerdown', begin);
      host.removeEventListener('pointermove', move);
      host.removeEventListener('pointerup', end);
      host.removeEventListener('pointercancel', end);
      host.removeEventListener('pointerleave', leave);
      host.removeEventListener('wheel', turn);
    };
  }, [element]);
}

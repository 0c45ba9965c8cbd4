import { DisposableStore } from '../../base/disposable.ts';
import { axisHeight, draw, gutterOf, rowHeight, type Scene } from './draw.ts';
import { readPalette, type Palette } from './palette.ts';

/**
 * A canvas that fills its scroller, as sharp as the screen is, whatever the zoom of the page. It paints once per frame at most, and
 * only after {@link invalidate}.
 */
export class TimelineCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #scroller: HTMLElement;
  readonly #scene: () => Scene;
  readonly #owned = new DisposableStore();
  #palette: Palette = readPalette();
  #frame = 0;
  #dprUndo: (() => void) | null = null;

  constructor(canvas: HTMLCanvasElement, scroller: HTMLElement, scene: () => Scene) {
    this.#canvas = canvas;
    this.#scroller = scroller;
    this.#scene = scene;
    const observer = new ResizeObserver(() => this.invalidate());
    observer.observe(scroller);
    this.#owned.add(() => observer.disconnect());
    const scrolled = (): void => this.invalidate();
    scroller.addEventListener('scroll', scrolled, { passive: true });
    this.#owned.add(() => scroller.removeEventListener('scroll', scrolled));
    this.#owned.add(() => cancelAnimationFrame(this.#frame));
    this.#owned.add(() => this.#dprUndo?.());
    this.#followDensity();
    this.invalidate();
  }

  get width(): number {
    return this.#scroller.clientWidth;
  }

  get gutter(): number {
    return gutterOf(this.width);
  }

  /** Of the rows, in pixels. */
  get rowsHeight(): number {
    return this.#scroller.clientHeight - axisHeight;
  }

  /** Other colours are in force. */
  recolor(): void {
    this.#palette = readPalette();
    this.invalidate();
  }

  invalidate(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  /** Scrolls by the least that brings a row into view. */
  showRow(index: number): void {
    const top = index * rowHeight;
    const { scrollTop } = this.#scroller;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + rowHeight > scrollTop + this.rowsHeight)
      this.#scroller.scrollTop = top + rowHeight - this.rowsHeight;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #paint(): void {
    const context = this.#canvas.getContext('2d');
    const { clientWidth: width, clientHeight: height } = this.#scroller;
    if (!context || width === 0 || height === 0) return;
    const dpr = devicePixelRatio;
    const [deviceWidth, deviceHeight] = [Math.round(width * dpr), Math.round(height * dpr)];
    if (this.#canvas.width !== deviceWidth || this.#canvas.height !== deviceHeight) {
      this.#canvas.width = deviceWidth;
      this.#canvas.height = deviceHeight;
      this.#canvas.style.width = `${deviceWidth / dpr}px`;
      this.#canvas.style.height = `${deviceHeight / dpr}px`;
    }
    const style = getComputedStyle(this.#canvas);
    const fonts = { ui: style.fontFamily, mono: style.getPropertyValue('--font-mono') };
    draw({ context, width, height, dpr, gutter: this.gutter, palette: this.#palette, fonts }, this.#scene());
  }

  /** The page was zoomed, or went to another screen. */
  #followDensity(): void {
    const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    const changed = (): void => {
      this.#followDensity();
      this.invalidate();
    };
    query.addEventListener('change', changed, { once: true });
    this.#dprUndo = () => query.removeEventListener('change', changed);
  }
}

/** Paints the timeline. Distances are CSS pixels; edges lie on device pixels, whatever their size. */
import type { Palette, SpanKind } from './palette.ts';
import type { TimelineRow } from './rows.ts';
import { formatTick, ticksOf, type Range } from './scale.ts';
import { firstAfter, type Gap, type Span } from './timeline.ts';

export const rowHeight = 24;
export const axisHeight = 22;
const barHeight = 14;
/** Nothing that happened is narrower. */
const minBar = 2;
const indent = 10;
const tickDistance = 96;

export interface Scene {
  readonly rows: readonly TimelineRow[];
  readonly gaps: readonly Gap[];
  readonly range: Range;
  /** Where times on the axis count from. */
  readonly originMs: number;
  /** Pixels of the rows that are above what is in view. */
  readonly top: number;
  /** What goes on goes on until then. */
  readonly nowMs: number;
  readonly selected: Span | null;
  readonly hovered: Span | null;
  readonly hasFocus: boolean;
  readonly kindOf: (span: Span) => SpanKind;
}

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  readonly gutter: number;
  readonly palette: Palette;
  readonly fonts: { readonly ui: string; readonly mono: string };
}

export function gutterOf(width: number): number {
  return Math.round(Math.min(240, Math.max(104, width * 0.2)));
}

export function draw(surface: Surface, scene: Scene): void {
  const { context, width, height, dpr, gutter, palette } = surface;
  context.setTransform(dpr, 0, 0, dpr, 0, 0);
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  const painter = new Painter(surface, scene);
  const first = Math.max(0, Math.floor(scene.top / rowHeight));
  const last = Math.min(scene.rows.length, Math.ceil((scene.top + height - axisHeight) / rowHeight));
  context.save();
  context.beginPath();
  context.rect(0, axisHeight, width, height - axisHeight);
  context.clip();
  for (let index = first; index < last; index++) painter.stripe(index);
  context.save();
  context.beginPath();
  context.rect(gutter, axisHeight, width - gutter, height - axisHeight);
  context.clip();
  painter.grid();
  for (let index = first; index < last; index++) painter.bars(index);
  painter.gaps();
  context.restore();
  for (let index = first; index < last; index++) painter.label(index);
  context.restore();
  painter.axis();
}

class Painter {
  readonly #surface: Surface;
  readonly #scene: Scene;
  readonly #scale: number;
  readonly #ticks: ReturnType<typeof ticksOf>;

  constructor(surface: Surface, scene: Scene) {
    this.#surface = surface;
    this.#scene = scene;
    const { range, originMs } = scene;
    const plot = surface.width - surface.gutter;
    this.#scale = plot / (range.toMs - range.fromMs);
    const counted = { fromMs: range.fromMs - originMs, toMs: range.toMs - originMs };
    this.#ticks = ticksOf(counted, plot / tickDistance);
  }

  stripe(index: number): void {
    const { context, width, palette, gutter } = this.#surface;
    const row = this.#scene.rows[index];
    const y = this.#rowTop(index);
    if (index % 2 === 1) {
      context.fillStyle = palette.stripe;
      context.fillRect(0, y, width, rowHeight);
    }
    if (row?.spans === this.#scene.selected?.lane.spans && this.#scene.selected) {
      context.fillStyle = palette.selection;
      context.globalAlpha = 0.5;
      context.fillRect(0, y, gutter, rowHeight);
      context.globalAlpha = 1;
    }
    if (row?.isFirst) this.#horizontal(y, palette.lineStrong);
  }

  grid(): void {
    const { context, palette, height, dpr } = this.#surface;
    context.fillStyle = palette.line;
    for (const ms of this.#ticks.atMs)
      context.fillRect(this.#snap(this.#x(ms + this.#scene.originMs)), 0, 1 / dpr, height);
  }

  bars(index: number): void {
    const row = this.#scene.rows[index];
    if (!row) return;
    const { range } = this.#scene;
    const y = this.#rowTop(index) + (rowHeight - barHeight) / 2;
    // Of what is too narrow to be told apart, one bar is painted.
    let painted = -Infinity;
    for (let at = firstAfter(row.spans, range.toMs) - 1; at >= 0; at--) {
      const span = row.spans[at];
      if (!span || (span.endMs ?? Infinity) < range.fromMs) break;
      const left = this.#snap(this.#x(span.queuedMs));
      const right = Math.max(left + minBar, this.#snap(this.#x(span.endMs ?? this.#scene.nowMs)));
      if (left === painted && right - left <= minBar && span.end !== 'failed' && span !== this.#scene.selected)
        continue;
      painted = left;
      this.#bar(span, left, right, y);
    }
  }

  /** Queued: an outline. Waiting: pale, with a line through. Running: full. */
  #bar(span: Span, left: number, right: number, y: number): void {
    const { context, palette, dpr } = this.#surface;
    const color = palette.kinds[this.#scene.kindOf(span)];
    const isWide = right - left > 3;
    const pixel = 1 / dpr;
    const startX = span.startedMs === null ? right : Math.min(right, this.#snap(this.#x(span.startedMs)));
    context.fillStyle = color;
    context.strokeStyle = color;
    context.lineWidth = pixel;
    if (startX > left && isWide) {
      context.setLineDash([3, 2]);
      context.strokeRect(left + pixel / 2, y + pixel / 2, startX - left - pixel, barHeight - pixel);
      context.setLineDash([]);
    }
    if (right > startX || !isWide) {
      const from = isWide ? startX : left;
      const width = Math.max(right - from, isWide ? 0 : minBar);
      context.fillRect(from, y, width, barHeight);
      if (isWide) this.#waits(span, color, y, from, right);
    }
    if (span.end === 'failed') {
      context.fillStyle = palette.danger;
      context.fillRect(Math.max(left, right - 3), y - 2, 3, barHeight + 4);
    } else if (span.end === 'canceled') {
      context.fillStyle = palette.muted;
      context.fillRect(Math.max(left, right - 3), y - 2, 3, barHeight + 4);
    }
    if (span === this.#scene.selected) {
      context.strokeStyle = palette.focus;
      context.lineWidth = this.#scene.hasFocus ? 2 : 1;
      context.strokeRect(left - 2, y - 2, right - left + 4, barHeight + 4);
    } else if (span === this.#scene.hovered) {
      context.strokeStyle = palette.text;
      context.lineWidth = 1;
      context.strokeRect(left - 1, y - 1, right - left + 2, barHeight + 2);
    }
  }

  #waits(span: Span, color: string, y: number, from: number, to: number): void {
    const { context, palette, fonts, dpr } = this.#surface;
    for (const { command, fromMs, toMs } of span.waits) {
      const left = Math.max(from, this.#snap(this.#x(fromMs)));
      const right = Math.min(to, this.#snap(this.#x(toMs ?? span.endMs ?? this.#scene.nowMs)));
      if (right - left < 1 / dpr) continue;
      context.fillStyle = palette.surface;
      context.fillRect(left, y, right - left, barHeight);
      context.fillStyle = color;
      context.globalAlpha = 0.22;
      context.fillRect(left, y, right - left, barHeight);
      context.globalAlpha = 1;
      context.fillRect(left, this.#snap(y), right - left, 1 / dpr);
      context.fillRect(left, this.#snap(y + barHeight - 1 / dpr), right - left, 1 / dpr);
      const visible = Math.max(left, this.#surface.gutter);
      if (right - visible < 40) continue;
      context.font = `10px ${fonts.ui}`;
      context.fillStyle = palette.text;
      context.textAlign = 'left';
      const text = this.#cut(command, right - visible - 8);
      if (text !== '…') context.fillText(text, visible + 4, y + barHeight / 2 + 0.5);
    }
  }

  gaps(): void {
    const { context, palette, height, fonts } = this.#surface;
    for (const { fromMs, toMs, steps, calls } of this.#scene.gaps) {
      const { range } = this.#scene;
      if (toMs < range.fromMs || fromMs > range.toMs) continue;
      const left = this.#snap(this.#x(fromMs));
      const right = Math.max(left + minBar, this.#snap(this.#x(toMs)));
      context.save();
      context.beginPath();
      context.rect(left, axisHeight, right - left, height);
      context.clip();
      context.strokeStyle = palette.muted;
      context.globalAlpha = 0.45;
      context.lineWidth = 1;
      context.beginPath();
      const begin = Math.max(left, this.#surface.gutter) - height;
      for (let x = begin - (begin % 8); x < Math.min(right, this.#surface.width); x += 8) {
        context.moveTo(x, axisHeight + height);
        context.lineTo(x + height, axisHeight);
      }
      context.stroke();
      context.restore();
      const visible = Math.max(left, this.#surface.gutter);
      if (right - visible < 60) continue;
      context.font = `11px ${fonts.ui}`;
      const text = this.#cut(gapText(calls, steps), right - visible - 12);
      const wide = context.measureText(text).width;
      context.fillStyle = palette.surface;
      context.fillRect(visible + 2, height - 20, wide + 8, 18);
      context.fillStyle = palette.text;
      context.textAlign = 'left';
      context.fillText(text, visible + 6, height - 11);
    }
  }

  label(index: number): void {
    const row = this.#scene.rows[index];
    if (!row) return;
    const { context, palette, fonts, gutter } = this.#surface;
    const x = 10 + Math.min(row.depth, 6) * indent;
    const y = this.#rowTop(index) + rowHeight / 2 + 0.5;
    const count = row.spans.length > 1 ? `×${row.spans.length}` : '';
    context.textAlign = 'right';
    context.font = `11px ${fonts.ui}`;
    context.fillStyle = palette.muted;
    const countWidth = count === '' ? 0 : context.measureText(count).width + 8;
    if (count !== '') context.fillText(count, gutter - 8, y);
    context.textAlign = 'left';
    context.font = `12px ${row.isGuest ? fonts.ui : fonts.mono}`;
    context.fillStyle = row.isGuest ? palette.muted : palette.text;
    context.fillText(this.#cut(row.label, gutter - x - 8 - countWidth), x, y);
  }

  axis(): void {
    const { context, palette, width, height, gutter, fonts, dpr } = this.#surface;
    context.fillStyle = palette.stripe;
    context.fillRect(0, 0, width, axisHeight);
    context.font = `11px ${fonts.ui}`;
    context.fillStyle = palette.muted;
    context.textAlign = 'left';
    for (const ms of this.#ticks.atMs) {
      const x = this.#snap(this.#x(ms + this.#scene.originMs));
      if (x < gutter || x > width - 24) continue;
      context.fillText(formatTick(ms, this.#ticks.stepMs), x + 4, axisHeight / 2 + 0.5);
      context.fillRect(x, axisHeight - 5, 1 / dpr, 5);
    }
    this.#horizontal(axisHeight - 1 / dpr, palette.line);
    context.fillStyle = palette.line;
    context.fillRect(this.#snap(gutter), 0, 1 / dpr, height);
  }

  #horizontal(y: number, color: string): void {
    const { context, width, dpr } = this.#surface;
    context.fillStyle = color;
    context.fillRect(0, this.#snap(y), width, 1 / dpr);
  }

  #x(ms: number): number {
    const x = this.#surface.gutter + (ms - this.#scene.range.fromMs) * this.#scale;
    // Far outside is outside; a canvas is not exact with large numbers.
    return Math.min(Math.max(x, -10_000), this.#surface.width + 10_000);
  }

  #rowTop(index: number): number {
    return axisHeight + index * rowHeight - this.#scene.top;
  }

  #snap(x: number): number {
    return Math.round(x * this.#surface.dpr) / this.#surface.dpr;
  }

  /** As much of a text as fits. */
  #cut(text: string, width: number): string {
    const { context } = this.#surface;
    if (context.measureText(text).width <= width) return text;
    let [low, high] = [0, text.length];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (context.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
      else high = middle - 1;
    }
    return `${text.slice(0, low)}…`;
  }
}

export function gapText(calls: number, steps: number): string {
  const parts = [
    ...(calls > 0 ? [calls === 1 ? '1 call' : `${calls} calls`] : []),
    ...(steps > 0 ? [steps === 1 ? '1 step' : `${steps} steps`] : []),
  ];
  return `${parts.join(' and ')} left out: they came too fast`;
}

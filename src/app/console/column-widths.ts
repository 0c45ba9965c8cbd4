/** How wide the columns of calls have to be for what stands in them, so that no column is kept wide for nothing. */
import type { CallRecord, Cut, PlainValue } from '../../contract/api.ts';
import { formatValue, typeOf } from '../model/format-value.ts';
import type { ConsoleLine } from './lines.ts';
import { typeName } from '../parts/ValueView.tsx';

/** In characters of the console's font. */
export interface ColumnWidths {
  readonly target: number;
  readonly arguments: number;
}

/** What is longer is cut; its details show it in full. */
const maxWidths: ColumnWidths = { target: 40, arguments: 52 };
/** Room for the names of the columns. */
const minWidths: ColumnWidths = { target: 8, arguments: 10 };
/** A level of calls is set in by this much. */
const depthWidth = 2;
/** More are counted, not shown. */
export const shownArguments = 6;

export function columnWidths(lines: readonly ConsoleLine[]): ColumnWidths {
  let { target, arguments: own } = minWidths;
  for (const line of lines) {
    const call = line.kind === 'row' ? line.row.entry.call : undefined;
    if (line.kind !== 'row' || !call) continue;
    target = Math.max(target, call.target.length + 1 + line.depth * depthWidth);
    own = Math.max(own, argumentsWidth(call, line.row.entry.cuts?.arguments?.cut));
  }
  return { target: Math.min(target, maxWidths.target), arguments: Math.min(own, maxWidths.arguments) };
}

/** Rows stay the same while others come. */
const measured = new WeakMap<CallRecord, number>();

function argumentsWidth(call: CallRecord, cut: Cut | undefined): number {
  const known = measured.get(call);
  if (known !== undefined) return known;
  const width = call.arguments
    .slice(0, shownArguments)
    .reduce(
      (sum: number, value, index) => sum + valueWidth(value, cut?.inside?.get(index)),
      call.arguments.length > shownArguments ? 10 : 0,
    );
  measured.set(call, width);
  return width;
}

/** The literal, its type and the distance to what comes next. */
function valueWidth(value: PlainValue, cut: Cut | undefined): number {
  const literal = formatValue(value, { maxLength: maxWidths.arguments, layout: 'line' }).text.length;
  return literal + (typeOf(value) === 'nil' ? 0 : typeName(value, cut).length + 1) + 2;
}

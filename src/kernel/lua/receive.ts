/** Mail on its way into the mailbox of a Lua process. */
import type { Dispose } from '../../base/disposable.ts';
import { limitExceeded, type Failure } from '../../contract/errors.ts';
import type { Completion, Mail } from '../scheduler/process.ts';
import { bring, popCell, type Brought, type Room } from './arriving.ts';
import { EVENTS, type Mailbox } from './mailbox.ts';
import { pushValues } from './values.ts';
import type { Cell } from './vm/cells.ts';
import { charged } from './vm/held.ts';
import * as stack from './vm/stack.ts';
import type { LuaState } from './vm/types.ts';

const FULL = limitExceeded('the mailbox is full');
const nothing: Dispose = () => {};

/** `taken` is told once, perhaps at once: the mail is in the box, or why not. The undo, before that, takes it back. */
export function receiveMail(
  room: Room,
  mailbox: Mailbox,
  mail: Mail,
  taken: (refusal: Failure | null) => void,
): Dispose {
  const { arrivals, scratch } = room;
  if (mail.type === 'event') {
    const { outcome } = mail;
    const put = (brought: Brought | null): void => {
      mailbox.put({ topic: EVENTS, from: mail.from, count: 1 }, eventOf(scratch, mail, brought));
      taken(null);
    };
    if (outcome) return bring(room, outcome satisfies Completion, put);
    put(null);
    return nothing;
  }
  const { from, topic, values } = mail;
  if (mailbox.isFull) {
    taken(FULL);
    return nothing;
  }
  const { count } = values;
  const copy = charged(scratch, () => pushValues(scratch, values));
  const cell = count === 1 ? popCell(scratch) : charged(scratch, () => together(scratch, count));
  return arrivals.add(scratch, copy, (refusal) => {
    if (!refusal) mailbox.put({ topic, from, count }, cell);
    taken(refusal && FULL);
  });
}

/** One value as it is, several as a table of them, nil for none. They are popped. */
function together(L: LuaState, count: number): Cell {
  if (count === 0) stack.pushNil(L);
  if (count > 1) {
    stack.createTable(L, count, 0);
    for (let index = 1; index <= count; index++) {
      stack.pushValue(L, -1 - count - 1 + index);
      stack.rawSetIndex(L, -2, index);
    }
    for (let index = 0; index < count; index++) stack.remove(L, -2);
  }
  return popCell(L);
}

type EventMail = Extract<Mail, { type: 'event' }>;

/** spec/lua-modules §3: `kind`, `from`, `at`, and `result` or `reason`. */
function eventOf(L: LuaState, { kind, from, atMs, reason, outcome }: EventMail, brought: Brought | null): Cell {
  return charged(L, () => {
    stack.createTable(L, 0, 4);
    setText(L, 'kind', kind);
    setText(L, 'from', from);
    stack.pushInteger(L, Math.floor(atMs / 1000));
    stack.rawSetField(L, -2, 'at');
    if (reason !== undefined) setText(L, 'reason', reason);
    if (outcome) {
      stack.createTable(L, 0, 1);
      if (brought) {
        stack.pushCell(L, brought.cell);
        stack.rawSetField(L, -2, brought.isError ? 'error' : 'value');
      }
      stack.rawSetField(L, -2, 'result');
    }
    return popCell(L);
  });
}

function setText(L: LuaState, field: string, text: string): void {
  stack.pushText(L, text);
  stack.rawSetField(L, -2, field);
}

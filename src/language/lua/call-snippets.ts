/** Calls of entries, ready to be filled in: a name is typed, and the call stands there with a place for each value. */
import type { Completion, FileEdit, TextRange } from '../../contract/help.ts';
import { isLuaName } from '../../lua-text/words.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';

export interface Callable {
  /** `ns:name` */
  readonly id: string;
  readonly detail: string;
  readonly doc: () => string;
  /** Null where it takes anything. */
  readonly type: FunctionType | null;
}

/** Fields and items that are written out; the rest is for whoever fills them in. */
const MAX_PLACES = 12;

/** `edit` has the entry list the module, where it does not. */
export function callSnippets(
  callable: readonly Callable[],
  { replace, edit }: { readonly replace: TextRange; readonly edit: FileEdit | null },
): Completion[] {
  return callable.map(({ id, detail, type }) => {
    const places = new Places();
    const args = (type?.parameters ?? []).map((one) => places.valueOf(one.type));
    return {
      label: `call ${id}`,
      kind: 'snippet',
      insert: `funcs.call(${[`"${escaped(id)}"`, ...args].join(', ')})$0`,
      isSnippet: true,
      detail,
      doc: 'A call with a place for each value; its result and its error are what it returns.',
      replace,
      ...(edit ? { edits: [edit] } : {}),
    };
  });
}

/** Signs that mean something in a snippet. */
const escaped = (text: string): string => text.replaceAll(/[\\$}]/g, String.raw`\$&`);

class Places {
  #count = 0;

  /** A value of the type as Lua writes it, each of its parts a place to go to. */
  valueOf(type: WitType): string {
    if (this.#count >= MAX_PLACES) return this.#place('nil');
    switch (type.kind) {
      case 'scalar':
        return this.#place(type.name === 'bool' ? 'true' : type.name === 'char' ? '"a"' : '0');
      case 'string':
        return `"${this.#place('')}"`;
      case 'list':
        return `{ ${this.#place('')} }`;
      case 'tuple':
        return `{ ${type.items.map((item) => this.valueOf(item)).join(', ')} }`;
      case 'record':
        return `{ ${type.fields.map(({ name, type: own }) => `${key(name)} = ${this.valueOf(own)}`).join(', ')} }`;
      case 'enum':
        return `"${this.#place(type.cases[0] ?? '')}"`;
      case 'option':
      case 'result':
      case 'variant':
      case 'flags':
      case 'unsupported':
        return this.#place('nil');
    }
  }

  #place(text: string): string {
    return text === '' ? `$${++this.#count}` : `\${${++this.#count}:${escaped(text)}}`;
  }
}

function key(name: string): string {
  return isLuaName(name) ? name : `["${escaped(name)}"]`;
}

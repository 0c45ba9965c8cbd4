/**
 * Changes to the JavaScript that the translator writes, so that it keeps the contract (spec/wit-mapping §11). Each change
 * says what must be there and what must not be left; a translator that writes something else is refused, never half
 * changed. Names of components are harmless by the time they get here, so patterns cannot be met by what a component says.
 */

/** Of one list, in bytes (spec/wit-mapping §10). */
const MAX_LIST_BYTES = 2 ** 28 - 1;
/**
 * Of all lists that become arrays in one call; lists may share memory, so that does not bound them. An engine ends the whole
 * thread, and some the whole page, for an array of 2^27 elements or a full heap, and an element of one byte takes 16 or more
 * as a value. `to-js.ts` has the same for arguments.
 */
const MAX_ELEMENTS = 2 ** 24;
const MAX_ELEMENT_BYTES = 2 ** 27;
/** Up to here a loop over ASCII is faster than the platform's coders and the views they need. */
const SHORT_TEXT_BYTES = 24;

/** The translator writes something that is not known here: a version of it that this file was not made for. */
export class UnknownBindings extends Error {
  override name = 'UnknownBindings';
}

interface Change {
  readonly what: string;
  readonly find: RegExp;
  readonly replace: string;
  /** Whether every component's bindings have it. */
  readonly isAlways: boolean;
  /** Finds the places to be changed, however they look; there must be as many as were changed. */
  readonly places: RegExp;
}

const HEAD = /^"use components";\nexport function instantiate\(getCoreModule, imports, instantiateCore = /;

/**
 * What stands above the bindings. `_wippyCall` is what `guest/component/` knows of a call, and begins with it. The console is silenced by name: the bindings print what they throw as well, and an entry
 * of the console would look as if the component had written it.
 */
const PRELUDE = `const console = Object.freeze({ debug() {}, error() {} });
export const _wippyCall = { isEntered: false, elements: 0, bytes: 0 };
function _wippyBound(bytes) {
  if (bytes > ${MAX_LIST_BYTES}) throw new RangeError('list of more than ${MAX_LIST_BYTES} bytes');
}
function _wippyList(count, size) {
  _wippyBound(count * size);
  if ((_wippyCall.elements += count) > ${MAX_ELEMENTS}) throw new RangeError('list of more than ${MAX_ELEMENTS} elements');
  if ((_wippyCall.bytes += count * size) > ${MAX_ELEMENT_BYTES}) throw new RangeError('list of more than ${MAX_ELEMENT_BYTES} bytes');
}
function _wippySlice(buffer, start, end) {
  _wippyBound(end - start);
  if (end > buffer.byteLength) throw new RangeError('list outside of memory');
  return buffer.slice(start, end);
}
let _wippyBytes = new Uint8Array(0);
function _wippyMemory({ buffer }, start, length) {
  if (_wippyBytes.buffer !== buffer) _wippyBytes = new Uint8Array(buffer);
  if (start + length > _wippyBytes.length) throw new RangeError('string outside of memory');
  return _wippyBytes;
}
function _wippyText(decoder, memory, pointer, length) {
  const start = pointer >>> 0;
  const bytes = _wippyMemory(memory, start, length);
  const end = start + length;
  if (length > ${SHORT_TEXT_BYTES}) return decoder.decode(bytes.subarray(start, end));
  let text = '';
  for (let at = start; at < end; at++) {
    if (bytes[at] >= 0x80) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(bytes[at]);
  }
  return text;
}
function _wippyAscii(memory, pointer, text) {
  const start = pointer >>> 0;
  const bytes = _wippyMemory(memory, start, text.length);
  for (let at = 0; at < text.length; at++) bytes[start + at] = text.charCodeAt(at);
}
`;

const CHANGES: readonly Change[] = [
  {
    what: 'strict decoding of UTF-8 that keeps a BOM',
    find: /\bnew TextDecoder\(\)/g,
    replace: "new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })",
    isAlways: false,
    places: /\bTextDecoder\b(?!\('utf-16')/g,
  },
  {
    what: 'strict decoding of UTF-16 that keeps a BOM',
    find: /\bnew TextDecoder\('utf-16'\)/g,
    replace: "new TextDecoder('utf-16', { fatal: true, ignoreBOM: true })",
    isAlways: false,
    places: /\bTextDecoder\('utf-16'/g,
  },
  {
    what: 'short strings taken without the decoder',
    find: /\b(TEXT_DECODER_UTF8)\.decode\(new Uint8Array\((memory\d+)\.buffer, (ptr\d+), (len\d+)\)\)/g,
    replace: '_wippyText($1, $2, $3, $4)',
    isAlways: false,
    places: /\bTEXT_DECODER_UTF8\.decode\(new Uint8Array\(memory\d/g,
  },
  {
    // `len` counts bytes: as many as units means ASCII.
    what: 'short strings put without the encoder',
    find: /\bconst ptr = realloc\(0, 0, 1, len\);(\s*)const \{ read, written \} = TEXT_ENCODER_UTF8\.encodeInto\(/g,
    replace: `const ptr = realloc(0, 0, 1, len);$1if (len === s.length && len <= ${SHORT_TEXT_BYTES}) {$1  _wippyAscii(memory, ptr, s);$1  return { ptr, len, codepoints };$1}$1const { read, written } = TEXT_ENCODER_UTF8.encodeInto(`,
    isAlways: false,
    places: /= TEXT_ENCODER_UTF8\.encodeInto\(/g,
  },
  {
    // A browser cuts a slice that reaches out of the memory.
    what: 'lists of numbers within the memory',
    find: /\b(memory\d+)\.buffer\.slice\(/g,
    replace: '_wippySlice($1.buffer, ',
    isAlways: false,
    places: /\bmemory\d*\b.*\.slice\(/g,
  },
  {
    what: 'a bound for the length of lists',
    find: /\bvar (result\d+) = \[\];(\s*)for \(let i = 0; i < (len\d+); i\+\+\) \{(\s*)const base = (base\d+) \+ i \* (\d+);/g,
    replace: '_wippyList($3, $6);$2var $1 = [];$2for (let i = 0; i < $3; i++) {$4const base = $5 + i * $6;',
    isAlways: false,
    places: /\bconst base = base\d+ \+/g,
  },
  {
    what: 'a bound for lists of fixed length',
    find: /\bconst (result\d+) = \[\];(\s*)for \(let i = 0; i < (\d+); i\+\+\) \{(\s*)const base = (addr\d+) \+ i \* (\d+);/g,
    replace: '_wippyList($3, $6);$2const $1 = [];$2for (let i = 0; i < $3; i++) {$4const base = $5 + i * $6;',
    isAlways: false,
    places: /\bconst result\d+ = \[\];/g,
  },
  {
    // The Canonical ABI takes every number but 0 for true.
    what: 'booleans of any number',
    find: /\bthrow new TypeError\('invalid variant discriminant for bool'\);/g,
    replace: 'return true;',
    isAlways: false,
    places: /discriminant for bool/g,
  },
  {
    // Bits beyond the labels count for nothing in the Canonical ABI.
    what: 'flags with bits beyond their labels',
    find: /\bthrow new TypeError\('flags have extraneous bits set'\);/g,
    replace: ';',
    isAlways: false,
    places: /\bflags have extraneous bits\b/g,
  },
  {
    // Its message made text of the payload, which takes long for bytes and fails for a record with a field `to-string`.
    what: 'errors that carry their payload only',
    find: /\bsuper\(enumerable \? `\$\{String\(value\)\} \(see error\.payload\)` : value\);/g,
    replace: 'super();',
    isAlways: false,
    places: /\(see error\.payload\)/g,
  },
  {
    // Ours are worded after what the engine says.
    what: "the engine's own words for traps",
    find: /\bconst message = CORE_TRAP_MESSAGES\.get\(err\.message\);/g,
    replace: 'const message = undefined;',
    isAlways: true,
    places: /\bCORE_TRAP_MESSAGES\b(?! = new Map)/g,
  },
  {
    // The end of lowering: what goes wrong before is the allocator's fault.
    what: 'a note that the function was entered',
    find: /^([ \t]*)(_debugLog\('\[iface="[^"\n]*", function="[^"\n]*"\]\[Instruction::CallWasm\] enter')/gm,
    replace: '$1_wippyCall.isEntered = true;\n$1$2',
    isAlways: false,
    places: /\[Instruction::CallWasm\] enter'/g,
  },
  {
    // Makes an object of what it would log, in each call several times.
    what: 'no logging for debugging',
    find: /^(\s*)_debugLog\(/gm,
    replace: '$1if (false) _debugLog(',
    isAlways: true,
    places: /^(?!\s*\/\/).*\b_debugLog\(/gm,
  },
  {
    // Calls are synchronous; a wrapper for the other kind costs more than the instance.
    what: 'no wrappers for functions that suspend',
    find: /Async = WebAssembly\.promising\(/g,
    replace: 'Async = (',
    isAlways: false,
    places: /\b(?:postReturn|realloc)\d+Async = WebAssembly\.promising\(/g,
  },
];

/** What must not be in the result: the bindings load nothing. */
const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an import', /^\s*import\b(?!\s*[:,]|\w)/m],
  ['a dynamic import', /(?<![.\w$'])import\s*\(/],
  ['an export of another module', /^\s*export\b[^;{]*\bfrom\b/m],
  ['import.meta', /\bimport\.meta\b/],
];

/** Applies all changes. Throws {@link UnknownBindings}. */
export function rewriteBindings(source: string): string {
  if (!HEAD.test(source)) throw new UnknownBindings('bindings do not begin as expected');
  let text = source;
  for (const { what, find, replace, isAlways, places } of CHANGES) {
    const expected = text.match(places)?.length ?? 0;
    const found = text.match(find)?.length ?? 0;
    if (found !== expected) throw new UnknownBindings(`${what}: ${expected} places, ${found} of them known`);
    if (isAlways && found === 0) throw new UnknownBindings(`${what}: there is no place for it`);
    text = text.replace(find, replace);
  }
  for (const [what, pattern] of FORBIDDEN) if (pattern.test(text)) throw new UnknownBindings(`there is ${what}`);
  return PRELUDE + text;
}

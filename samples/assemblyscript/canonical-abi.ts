/**
 * How values of the Component Model lie in memory, as far as AssemblyScript does not know it by itself. Strings and lists are
 * a pointer and a length, 4 bytes each. AssemblyScript's own strings are UTF-16, those of the Component Model UTF-8.
 */

/** The host asks here for the memory of what it passes in. */
export function cabi_realloc(old: usize, oldSize: usize, align: usize, size: usize): usize {
  // Blocks of the heap are aligned to 16 bytes, which is enough for all types.
  const block = heap.alloc(size);
  if (oldSize > 0) memory.copy(block, old, min(oldSize, size));
  return block;
}

export function readString(at: usize): string {
  return String.UTF8.decodeUnsafe(load<usize>(at), load<usize>(at, 4));
}

export function readStrings(at: usize): string[] {
  const first = load<usize>(at);
  const count = load<i32>(at, 4);
  const strings = new Array<string>(count);
  for (let i = 0; i < count; i++) strings[i] = readString(first + i * 8);
  return strings;
}

export function writeString(at: usize, text: string): void {
  const bytes = String.UTF8.encode(text);
  store<usize>(at, changetype<usize>(bytes));
  store<usize>(at, bytes.byteLength, 4);
}

/** Where a result that is a list is left for the host: its pointer and length. */
export function listResult(first: usize, count: i32): usize {
  const result = heap.alloc(8);
  store<usize>(result, first);
  store<i32>(result, count, 4);
  return result;
}

import { listResult, readString, readStrings, writeString } from "../../assemblyscript/canonical-abi";

export { cabi_realloc } from "../../assemblyscript/canonical-abi";

// user-record:  id 0, name 4, tags 12, active 20
const USER_SIZE = 24;
// user-summary: id 0, display 4, tag-count 12
const SUMMARY_SIZE = 16;

/** A summary of each user: "Alice [admin, dev]" with the number of tags. */
export function transformUsers(users: usize, count: i32): usize {
  const first = heap.alloc(count * SUMMARY_SIZE);
  for (let i = 0; i < count; i++) summarize(users + i * USER_SIZE, first + i * SUMMARY_SIZE);
  return listResult(first, count);
}

/** The same, of active users only. */
export function filterActive(users: usize, count: i32): usize {
  const first = heap.alloc(count * SUMMARY_SIZE);
  let found = 0;
  for (let i = 0; i < count; i++) {
    const user = users + i * USER_SIZE;
    if (load<u8>(user, 20)) summarize(user, first + found++ * SUMMARY_SIZE);
  }
  return listResult(first, found);
}

/** Every tag once, in the order in which they first appear. */
export function aggregateTags(users: usize, count: i32): usize {
  // A set keeps the order in which it was filled.
  const seen = new Set<string>();
  for (let i = 0; i < count; i++) {
    const tags = readStrings(users + i * USER_SIZE + 12);
    for (let k = 0; k < tags.length; k++) seen.add(tags[k]);
  }
  const tags = seen.values();
  const first = heap.alloc(tags.length * 8);
  for (let i = 0; i < tags.length; i++) writeString(first + i * 8, tags[i]);
  return listResult(first, tags.length);
}

function summarize(user: usize, summary: usize): void {
  const tags = readStrings(user + 12);
  store<u32>(summary, load<u32>(user));
  writeString(summary + 4, readString(user + 4) + " [" + tags.join(", ") + "]");
  store<i32>(summary, tags.length, 12);
}

// The host calls these when it has read a result. Nothing is kept from one call to the next, so all memory is free again.
export function cabi_post_transformUsers(result: usize): void {
  heap.reset();
}

export function cabi_post_filterActive(result: usize): void {
  heap.reset();
}

export function cabi_post_aggregateTags(result: usize): void {
  heap.reset();
}

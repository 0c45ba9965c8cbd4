import { readString, writeString } from "../../assemblyscript/canonical-abi";
import {
  blockingRead,
  blockUntilReady,
  bodyOf,
  dropBody,
  dropFuture,
  dropPollable,
  dropResponse,
  dropStream,
  getResponse,
  handleRequest,
  newFields,
  newRequest,
  setAuthority,
  setPath,
  statusOf,
  streamOf,
  subscribe,
} from "./wasi-http";

export { cabi_realloc } from "../../assemblyscript/canonical-abi";

/** Bytes asked for at once. */
const PIECE = 4096;
// option<result<result<incoming-response, error-code>>>: is there any 0, was it taken 8, is it an error 16, response or code 24
const ANSWER_SIZE = 56;
// result<future-incoming-response, error-code>: is it an error 0, future or code 8
const BEGUN_SIZE = 40;
// result<list<u8>, stream-error>: is it an error 0, bytes 4
const READ_SIZE = 12;

/** The host lowers both texts into pointer and length. */
export function fetch(authority: usize, authorityLength: usize, path: usize, pathLength: usize): usize {
  const request = newRequest(newFields());
  setAuthority(request, 1, authority, authorityLength);
  setPath(request, 1, path, pathLength);

  const begun = heap.alloc(BEGUN_SIZE);
  handleRequest(request, 0, 0, begun);
  if (load<u8>(begun)) return failed(load<u8>(begun, 8));
  const future = load<i32>(begun, 8);

  // Others go on while this waits.
  const pollable = subscribe(future);
  blockUntilReady(pollable);
  dropPollable(pollable);

  const answer = heap.alloc(ANSWER_SIZE);
  getResponse(future, answer);
  dropFuture(future);
  if (load<u8>(answer, 16)) return failed(load<u8>(answer, 24));
  return told(0, read(load<i32>(answer, 24)));
}

/** "200 text of the answer". */
function read(response: i32): string {
  const status = statusOf(response);
  const found = heap.alloc(8);
  bodyOf(response, found);
  const body = load<i32>(found, 4);
  streamOf(body, found);
  const stream = load<i32>(found, 4);

  let text = "";
  const piece = heap.alloc(READ_SIZE);
  for (blockingRead(stream, PIECE, piece); load<u8>(piece) == 0; blockingRead(stream, PIECE, piece)) {
    text += readString(piece + 4);
  }
  dropStream(stream);
  dropBody(body);
  dropResponse(response);
  return status.toString() + " " + text;
}

/** Cases of error-code that a visitor meets. */
function failed(code: u8): usize {
  if (code == 6) return told(1, "connection-refused");
  if (code == 15) return told(1, "HTTP-request-denied");
  return told(1, "error-code " + code.toString());
}

/** result<string, string>: which of them 0, pointer 4, length 8 */
function told(side: u8, text: string): usize {
  const result = heap.alloc(12);
  store<u8>(result, side);
  writeString(result + 4, text);
  return result;
}

export function cabi_post_fetch(result: usize): void {
  heap.reset();
}

import { readString, writeString } from "../../assemblyscript/canonical-abi";
import {
  accept,
  blockingRead,
  blockingWrite,
  createSocket,
  finishBind,
  finishConnect,
  finishListen,
  instanceNetwork,
  shutdown,
  startBind,
  startConnect,
  startListen,
} from "./wasi-sockets";

export { cabi_realloc } from "../../assemblyscript/canonical-abi";

const IPV4 = 0;
const SEND = 1;
const PIECE = 4096;
// The largest result here: is it an error 0, socket 4, input 8, output 12
const ANSWER_SIZE = 16;

/** Takes one connection. Whatever fails is a text that says nothing. */
export function serve(port: i32): usize {
  const answer = heap.alloc(ANSWER_SIZE);
  const socket = newSocket(answer);
  startBind(socket, instanceNetwork(), IPV4, port, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, answer);
  finishBind(socket, answer);
  if (load<u8>(answer)) return told("");
  startListen(socket, answer);
  finishListen(socket, answer);

  // Waits until somebody connects, and others go on.
  accept(socket, answer);
  if (load<u8>(answer)) return told("");
  const connection = load<i32>(answer, 4);
  const output = load<i32>(answer, 12);
  const text = readAll(load<i32>(answer, 8));
  write(output, text.toUpperCase());
  shutdown(connection, SEND, answer);
  return told(text);
}

export function ask(port: i32, text: usize, length: usize): usize {
  const answer = heap.alloc(ANSWER_SIZE);
  const socket = newSocket(answer);
  startConnect(socket, instanceNetwork(), IPV4, port, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, answer);
  finishConnect(socket, answer);
  if (load<u8>(answer)) return told("");
  const input = load<i32>(answer, 4);
  const output = load<i32>(answer, 8);
  blockingWrite(output, text, length, answer);
  shutdown(socket, SEND, answer);
  return told(readAll(input));
}

function newSocket(answer: usize): i32 {
  createSocket(IPV4, answer);
  return load<i32>(answer, 4);
}

/** Up to where the other end has closed. */
function readAll(stream: i32): string {
  let text = "";
  const piece = heap.alloc(12);
  for (blockingRead(stream, PIECE, piece); load<u8>(piece) == 0; blockingRead(stream, PIECE, piece)) {
    text += readString(piece + 4);
  }
  return text;
}

function write(stream: i32, text: string): void {
  const bytes = String.UTF8.encode(text);
  blockingWrite(stream, changetype<usize>(bytes), bytes.byteLength, heap.alloc(12));
}

function told(text: string): usize {
  const result = heap.alloc(8);
  writeString(result, text);
  return result;
}

export function cabi_post_serve(result: usize): void {
  heap.reset();
}

export function cabi_post_ask(result: usize): void {
  heap.reset();
}

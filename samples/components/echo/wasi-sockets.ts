/** What a connection takes of `wasi:sockets` and `wasi:io`, as the canonical ABI has it: handles are numbers, results are written where the last argument says. */

@external("wasi:sockets/instance-network@0.2.0", "instance-network")
export declare function instanceNetwork(): i32;

@external("wasi:sockets/tcp-create-socket@0.2.0", "create-tcp-socket")
export declare function createSocket(family: i32, result: usize): void;

// An ip-socket-address is flat: which one, and the joined fields of both.
@external("wasi:sockets/tcp@0.2.0", "[method]tcp-socket.start-bind")
export declare function startBind(
  socket: i32, network: i32,
  kind: i32, port: i32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32, h: i32, i: i32, j: i32,
  result: usize,
): void;

@external("wasi:sockets/tcp@0.2.0", "[method]tcp-socket.finish-bind")
export declare function finishBind(socket: i32, result: usize): void;

@external("wasi:sockets/tcp@0.2.0", "[method]tcp-socket.start-connect")
export declare function startConnect(
  socket: i32, network: i32,
  kind: i32, port: i32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32, h: i32, i: i32, j: i32,
  result: usize,
): void;

@external("wasi:sockets/tcp@0.2.0", "[method]tcp-socket.finish-connect")
export declare function finishConnect(socket: i32, result: usize): void;

@external("wasi:sockets/tcp@0.2.0", "[method]tcp-socket.start-listen")
export declare function startListen(socket: i32, result: usize): void;

@external("wasi:sockets/tcp@0.2.0", "[method]tcp-socket.finish-listen")
export declare function finishListen(socket: i32, result: usize): void;

@external("wasi:sockets/tcp@0.2.0", "[method]tcp-socket.accept")
export declare function accept(socket: i32, result: usize): void;

@external("wasi:sockets/tcp@0.2.0", "[method]tcp-socket.shutdown")
export declare function shutdown(socket: i32, what: i32, result: usize): void;

@external("wasi:io/streams@0.2.0", "[method]input-stream.blocking-read")
export declare function blockingRead(stream: i32, length: u64, result: usize): void;

@external("wasi:io/streams@0.2.0", "[method]output-stream.blocking-write-and-flush")
export declare function blockingWrite(stream: i32, bytes: usize, length: usize, result: usize): void;

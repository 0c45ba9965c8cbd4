/** What a request takes of `wasi:http` and `wasi:io`, as the canonical ABI has it: handles are numbers, results are written where the last argument says. */

@external("wasi:http/types@0.2.0", "[constructor]fields")
export declare function newFields(): i32;

@external("wasi:http/types@0.2.0", "[constructor]outgoing-request")
export declare function newRequest(headers: i32): i32;

@external("wasi:http/types@0.2.0", "[method]outgoing-request.set-authority")
export declare function setAuthority(request: i32, isSome: i32, text: usize, length: usize): i32;

@external("wasi:http/types@0.2.0", "[method]outgoing-request.set-path-with-query")
export declare function setPath(request: i32, isSome: i32, text: usize, length: usize): i32;

@external("wasi:http/outgoing-handler@0.2.0", "handle")
export declare function handleRequest(request: i32, hasOptions: i32, options: i32, result: usize): void;

@external("wasi:http/types@0.2.0", "[method]future-incoming-response.subscribe")
export declare function subscribe(future: i32): i32;

@external("wasi:io/poll@0.2.0", "[method]pollable.block")
export declare function blockUntilReady(pollable: i32): void;

@external("wasi:http/types@0.2.0", "[method]future-incoming-response.get")
export declare function getResponse(future: i32, result: usize): void;

@external("wasi:http/types@0.2.0", "[method]incoming-response.status")
export declare function statusOf(response: i32): i32;

@external("wasi:http/types@0.2.0", "[method]incoming-response.consume")
export declare function bodyOf(response: i32, result: usize): void;

@external("wasi:http/types@0.2.0", "[method]incoming-body.stream")
export declare function streamOf(body: i32, result: usize): void;

@external("wasi:io/streams@0.2.0", "[method]input-stream.blocking-read")
export declare function blockingRead(stream: i32, length: u64, result: usize): void;

@external("wasi:io/poll@0.2.0", "[resource-drop]pollable")
export declare function dropPollable(pollable: i32): void;

@external("wasi:http/types@0.2.0", "[resource-drop]future-incoming-response")
export declare function dropFuture(future: i32): void;

@external("wasi:io/streams@0.2.0", "[resource-drop]input-stream")
export declare function dropStream(stream: i32): void;

@external("wasi:http/types@0.2.0", "[resource-drop]incoming-body")
export declare function dropBody(body: i32): void;

@external("wasi:http/types@0.2.0", "[resource-drop]incoming-response")
export declare function dropResponse(response: i32): void;

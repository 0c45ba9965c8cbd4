/** What two guests are compared with: a bare worker that runs the same loop. */
interface Burn {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly loops: number;
}

addEventListener('message', (event: MessageEvent<Burn>) => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(event.data.wasm));
  postMessage((exports['burn'] as (loops: number) => number)(event.data.loops));
});

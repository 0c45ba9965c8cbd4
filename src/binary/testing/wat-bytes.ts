import createWabt from 'wabt';

const wabt = await createWabt();

/** WebAssembly text to the bytes of a module, for tests; with the names of its functions where they are wanted. */
export function watBytes(source: string, { names = false } = {}): Uint8Array<ArrayBuffer> {
  const parsed = wabt.parseWat('test.wat', source, {
    reference_types: true,
    bulk_memory: true,
    threads: true,
    memory64: true,
    tail_call: true,
    exceptions: true,
    simd: true,
    multi_value: true,
  });
  try {
    return new Uint8Array(parsed.toBinary({ write_debug_names: names }).buffer);
  } finally {
    parsed.destroy();
  }
}

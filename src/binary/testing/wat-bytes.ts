import createWabt from 'wabt';

const wabt = await createWabt();

/** WebAssembly text to the bytes of a module, for tests. */
export function watBytes(source: string): Uint8Array<ArrayBuffer> {
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
    return new Uint8Array(parsed.toBinary({}).buffer);
  } finally {
    parsed.destroy();
  }
}

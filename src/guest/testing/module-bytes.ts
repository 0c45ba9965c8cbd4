import createWabt from 'wabt';

let loading: ReturnType<typeof createWabt> | null = null;

/** WebAssembly text to the bytes of a module, for tests. */
export async function moduleBytes(source: string): Promise<Uint8Array<ArrayBuffer>> {
  loading ??= createWabt();
  const wabt = await loading;
  const parsed = wabt.parseWat('test.wat', source, { reference_types: true });
  try {
    return new Uint8Array(parsed.toBinary({}).buffer);
  } finally {
    parsed.destroy();
  }
}

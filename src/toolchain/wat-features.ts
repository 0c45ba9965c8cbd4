/**
 * What of WebAssembly the text compiler lets through: all that wabt knows and current browsers run. Off: `gc` and
 * `function_references`, which wabt knows in part only, and `code_metadata`, which no engine reads.
 */
export const WAT_FEATURES = {
  annotations: true,
  bulk_memory: true,
  code_metadata: false,
  exceptions: true,
  extended_const: true,
  function_references: false,
  gc: false,
  memory64: true,
  multi_memory: true,
  multi_value: true,
  mutable_globals: true,
  reference_types: true,
  relaxed_simd: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  tail_call: true,
  threads: true,
} as const;

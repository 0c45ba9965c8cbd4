/** SHA-256 of the components that come with the page: a test has validated them, so no visitor's tools need to. */
export const VALID_BINARIES: ReadonlySet<string> = new Set([
  'b4f8f1fb2b02729e2cd1f5e89d0f8003043737530606d5beb1e2a1f6688e0df8',
  '1f09e887d74ba9d93098823f7df234a0c46e72ed7761b41af3b3594757525b32',
  'e5b7b872c370c122ff473447ccf31c942d913ed8d8d8ba3f9bca00f170a0d537',
  'a0aea2b3986d6b477ee9ced52c8623a44c12a09d58b9214d301860d754da5224',
  '77cfb8ab9bb60b40a55498533c90cdb50eb0017307958ca152af71e39fe572de',
  '03311afefc7372ed52b71b9f702b5d0642e45e7f22ff2e68d3277786fcafba7b',
  'cd94e0efcf3e4701b8e541503a9d464d987e5c1b6e63ea67cd20012e6b9d44e6',
]);

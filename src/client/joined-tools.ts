/** Two workers with the same tools: what a run and an editor wait for is never behind what takes a binary apart. */
import type { ClientTools } from './playground-client.ts';
import type { ToolchainClient } from './toolchain.ts';

/** `texts` compiles and checks, and serves the kernel; `binaries` reads, makes and translates. */
export function joinTools(texts: ToolchainClient, binaries: ToolchainClient): ClientTools {
  return {
    check: (files, options) => texts.check(files, options),
    help: (files, question, signal) => texts.help(files, question, signal),
    warmUp: (what) => texts.warmUp(what),
    describe: (bytes, options) => binaries.describe(bytes, options),
    disassemble: (bytes, maxLength) => binaries.disassemble(bytes, maxLength),
    build: (request) => binaries.build(request),
    toJavaScript: (bytes, name, signal) => binaries.toJavaScript(bytes, name, signal),
    onTools: (listener) => both(texts.onTools(listener), binaries.onTools(listener)),
    onLog: (listener) => both(texts.onLog(listener), binaries.onLog(listener)),
  };
}

function both(one: () => void, other: () => void): () => void {
  return () => {
    one();
    other();
  };
}

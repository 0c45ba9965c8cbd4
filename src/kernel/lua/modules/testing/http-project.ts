/** Projects whose Lua sends requests. */
import { expect } from 'vitest';
import type { ProjectFiles } from '../../../../contract/api.ts';
import { createTestKernel, type TestKernel } from '../../../testing/test-kernel.ts';
import { FakeNetwork, type FakeAnswer } from '../../../testing/fake-network.ts';
import type { OutgoingRequest } from '../../../../contract/network.ts';

export const lua = (name: string, body: string): string =>
  `name: ${name}, kind: function.lua, method: main, modules: [http, http_client, funcs, fs, time, security], source: ${JSON.stringify(
    `local function main(...)\n${body}\nend\nreturn { main = main }`,
  )}`;

export const project = (...entries: string[]): ProjectFiles => ({
  '_index.yaml': `namespace: app\nentries:\n${entries.map((fields) => `  - {${fields}}\n`).join('')}`,
});

interface Run extends TestKernel {
  readonly network: FakeNetwork;
  /** What the body returns, or `KIND: message` of its error. */
  readonly value: unknown;
  readonly hints: string[];
}

/** Runs the body as a function of the project. */
export async function run(
  body: string,
  { answer, entries = [] }: { answer?: (request: OutgoingRequest) => FakeAnswer; entries?: readonly string[] } = {},
): Promise<Run> {
  const network = new FakeNetwork(answer);
  const made = createTestKernel({}, network);
  const report = await made.settle(made.kernel.open(project(...entries, lua('ask', body))));
  expect(report.error).toBeUndefined();
  const { value, error } = await made.settle(made.kernel.call('app:ask', []));
  const failed = error?.from === 'runtime' ? `${error.kind}: ${error.message}` : error;
  const hints = made.sink.entries.filter(({ source }) => source === 'system').map(({ text }) => text);
  return { ...made, network, value: error ? failed : value, hints };
}

/** A plain worker that calls a component in another worker through comlink, with records there and back. */
import * as Comlink from 'comlink';
import type { UsersCallee } from './users-callee.ts';
import { makeUsers } from './users.ts';

const worker = new Worker(new URL('./users-callee.js', import.meta.url), { type: 'module' });
const callee = Comlink.wrap<UsersCallee>(worker);

interface Order {
  readonly url: string;
  readonly files: readonly string[];
  readonly records: number;
  /** In a sample. */
  readonly calls: number;
  readonly samples: number;
}

addEventListener('message', (event: MessageEvent<Order>) => {
  void run(event.data).then((ms) => postMessage(ms));
});

/** Milliseconds per call of each sample. */
async function run({ url, files, records, calls, samples }: Order): Promise<number[]> {
  await callee.load(url, files);
  const users = makeUsers(records);
  const ms: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const startMs = performance.now();
    for (let call = 0; call < calls; call++) {
      const summaries = await callee.transform(users);
      if (summaries.length !== records || summaries[1]?.display !== 'User 2 [admin, team-1]')
        throw new Error('wrong result');
    }
    ms.push((performance.now() - startMs) / calls);
  }
  return ms;
}

/** The part of `npm run bench` that is about the longest turn of work that is large: `bench/lua-turns.ts`, in a worker of its own each round. */
import { median } from '../bench/statistics.mjs';

const ROUNDS = 5;

export async function measureTurns({ browser, urlRoot }) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${urlRoot}favicon.svg`);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push(await page.evaluate(measure, `${urlRoot}bench/lua-turns.js`));
  await page.context().close();
  const of = (load) => {
    const all = rounds.map((round) => round[load]);
    return { median: median(all), worst: Math.max(...all) };
  };
  return { longestTurnMs: { copy: of('copy'), json: of('json'), compile: of('compile') } };
}

/** In the page. */
async function measure(script) {
  const worker = new Worker(script, { type: 'module' });
  const ask = (load) =>
    new Promise((resolve, reject) => {
      worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
      worker.addEventListener('message', (event) => resolve(event.data), { once: true });
      worker.postMessage(load);
    });
  try {
    return { copy: await ask('copy'), json: await ask('json'), compile: await ask('compile') };
  } finally {
    worker.terminate();
  }
}

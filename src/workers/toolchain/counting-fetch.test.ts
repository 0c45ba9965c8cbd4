import { afterEach, describe, expect, it, vi } from 'vitest';
import { countFetches } from './counting-fetch.ts';

afterEach(() => vi.unstubAllGlobals());

const answer = (size: number, headers: Record<string, string> = {}): Response => {
  const half = new Uint8Array(size / 2);
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(half);
      controller.enqueue(half);
      controller.close();
    },
  });
  return new Response(body, { headers });
};

async function count(
  responses: Record<string, Response>,
): Promise<{ reports: [number, number][]; sizes: number[]; types: (string | null)[] }> {
  vi.stubGlobal('fetch', async (url: string) => responses[url] ?? new Response('no', { status: 404 }));
  const original = globalThis.fetch;
  const reports: [number, number][] = [];
  const types: (string | null)[] = [];
  const sizes = await countFetches(
    () =>
      Promise.all(
        Object.keys(responses).map(async (url) => {
          const response = await fetch(url);
          types.push(response.headers.get('Content-Type'));
          return (await response.arrayBuffer()).byteLength;
        }),
      ),
    (loaded, total) => reports.push([loaded, total]),
  );
  expect(globalThis.fetch).toBe(original);
  return { reports, sizes, types };
}

describe('counting what is fetched', () => {
  it('adds up all files, changes no byte and makes them WebAssembly', async () => {
    const { reports, sizes, types } = await count({
      a: answer(400_000, { 'Content-Length': '400000', 'Content-Type': 'text/plain' }),
      b: answer(200_000, { 'Content-Length': '200000' }),
    });
    expect(sizes).toEqual([400_000, 200_000]);
    expect(types).toEqual(['application/wasm', 'application/wasm']);
    expect(reports.at(-1)).toEqual([600_000, 600_000]);
    expect(reports.length).toBeGreaterThan(3);
  });

  it('knows no total when a length is missing or that of compressed bytes', async () => {
    const missing = await count({ a: answer(400_000), b: answer(200_000, { 'Content-Length': '200000' }) });
    expect(missing.reports.at(-1)).toEqual([600_000, 0]);
    const compressed = await count({ a: answer(400_000, { 'Content-Length': '100', 'Content-Encoding': 'gzip' }) });
    expect(compressed.reports.at(-1)).toEqual([400_000, 0]);
  });

  it('leaves failures as they are, and puts fetch back after one', async () => {
    const { sizes, types } = await count({
      a: new Response('not found', { status: 404, headers: { 'Content-Type': 'text/html' } }),
    });
    expect([sizes, types]).toEqual([[9], ['text/html']]);
    const original = globalThis.fetch;
    await expect(
      countFetches(
        () => Promise.reject(new Error('no')),
        () => {},
      ),
    ).rejects.toThrow('no');
    expect(globalThis.fetch).toBe(original);
  });
});

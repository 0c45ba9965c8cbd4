/** What a page holds, for whoever looks whether it stays so. `session`: of the page's DevTools. Waits until guests that were ended are gone. */
export async function levelOf(page, session) {
  await page.waitForFunction(async () => (await globalThis.playground.state()).guests.terminating === 0, null, {
    timeout: 60_000,
  });
  await session.send('HeapProfiler.collectGarbage');
  const { guests, memory, processes } = await page.evaluate(() => globalThis.playground.state());
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return {
    workers: guests.alive + guests.parked,
    processes: processes.length,
    luaBytes: memory.luaBytes,
    heapBytes: usedSize,
  };
}

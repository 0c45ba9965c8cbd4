import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What axe finds within a part of the page as it is, each with its places. All of its rules look at all of the part; what
 * is left out is work that only a report of other results, or a page with frames, would need: places of what passed, and a
 * second page that would put the frames' results together.
 */
export async function violations(page: Page, part = 'html', leaveOut?: string): Promise<string[]> {
  // Colours in mid-transition are nobody's choice.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const axe = new AxeBuilder({ page }).include(part).options({ resultTypes: ['violations'] });
  if (leaveOut !== undefined) axe.exclude(leaveOut);
  const found = await axe.setLegacyMode().analyze();
  return found.violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

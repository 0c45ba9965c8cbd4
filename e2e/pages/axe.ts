import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

export interface AxeOptions {
  /** Selector of what is looked at elsewhere. */
  readonly leaveOut?: string;
  /** All rules, or those only, or all but those, whose answer depends on the colours: they take most of the time. */
  readonly rules?: 'all' | 'of colours' | 'others';
}

/** The text of editors has been looked at on the page as it is at first, token by token. */
export const NO_LINES: AxeOptions = { leaveOut: '.monaco-editor .view-lines' };

const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

function runOptions(rules: AxeOptions['rules']): Parameters<AxeBuilder['options']>[0] {
  if (rules === 'of colours') return { runOnly: { type: 'rule', values: COLOR_RULES } };
  if (rules === 'others') return { rules: Object.fromEntries(COLOR_RULES.map((id) => [id, { enabled: false }])) };
  return {};
}

/**
 * What axe finds within a part of the page as it is, each with its places. All of its rules look at all of the part; what
 * is left out is work that only a report of other results, or a page with frames, would need: places of what passed, and a
 * second page that would put the frames' results together.
 */
export async function violations(page: Page, part = 'html', { leaveOut, rules }: AxeOptions = {}): Promise<string[]> {
  // Colours in mid-transition are nobody's choice.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const axe = new AxeBuilder({ page }).include(part).options({ resultTypes: ['violations'], ...runOptions(rules) });
  if (leaveOut !== undefined) axe.exclude(leaveOut);
  const found = await axe.setLegacyMode().analyze();
  return found.violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

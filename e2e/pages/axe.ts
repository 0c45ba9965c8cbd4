import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

export interface AxeOptions {
  /** Selectors of what is looked at elsewhere. */
  readonly leaveOut?: readonly string[];
  /** All rules, or those only, or all but those, whose answer depends on the colours: they take most of the time. */
  readonly rules?: 'all' | 'of colours' | 'others';
}

/** The text of editors has been looked at on the page as it is at first, token by token. */
export const NO_LINES = '.monaco-editor .view-lines';
/** Rows of one list have the colours of its first ones. */
export const NO_MORE_ROWS = ':is(li, tr, [role="option"]):nth-child(n + 6)';

const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

function runOptions(rules: AxeOptions['rules']): Parameters<AxeBuilder['options']>[0] {
  if (rules === 'of colours') return { runOnly: { type: 'rule', values: COLOR_RULES } };
  if (rules === 'others') return { rules: Object.fromEntries(COLOR_RULES.map((id) => [id, { enabled: false }])) };
  return {};
}

/**
 * What axe finds within parts of the page as it is, each with its places. All of its rules look at all of the parts; what
 * is left out is work that only a report of other results, or a page with frames, would need: places of what passed, and a
 * second page that would put the frames' results together.
 */
export async function violations(
  page: Page,
  parts: string | readonly string[] = 'html',
  { leaveOut = [], rules }: AxeOptions = {},
): Promise<string[]> {
  const isThere = await page.evaluate(async () => {
    // Colours in mid-transition are nobody's choice.
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    return 'axe' in globalThis;
  });
  // Half a megabyte of source, which the builder would otherwise have compiled twice for each look.
  const axe = new AxeBuilder({ page, ...(isThere ? { axeSource: ';' } : {}) });
  axe.options({ resultTypes: ['violations'], ...runOptions(rules) });
  for (const part of typeof parts === 'string' ? [parts] : parts) axe.include(part);
  for (const selector of leaveOut) axe.exclude(selector);
  const found = await axe.setLegacyMode().analyze();
  return found.violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

import type { Page } from '@playwright/test';

/**
 * Notes the short messages of the page from now on, and returns what reads them. They go by themselves after seconds, which
 * on a busy machine may be before anybody has looked.
 */
export async function followNotices(page: Page): Promise<() => Promise<readonly string[]>> {
  const noted = await page.evaluateHandle(() => {
    const texts: string[] = [];
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll('[aria-label="Notice"]'))
        if (!texts.includes(textContent)) texts.push(textContent);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    return texts;
  });
  return () => noted.jsonValue();
}

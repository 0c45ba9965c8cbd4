import type { Locator, Page } from '@playwright/test';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Resolves when the page has laid itself out for the new size: media queries and observers answer within a frame, what they move may glide. */
export async function resize(page: Page, size: Size): Promise<void> {
  await page.setViewportSize(size);
  await page.waitForFunction(({ width, height }) => innerWidth === width && innerHeight === height, size);
  await page.evaluate(async () => {
    for (const _ of [1, 2]) await new Promise((resolve) => requestAnimationFrame(resolve));
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
}

export async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`nothing to be seen of ${String(locator)}`);
  return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
}

/** More than the line that neighbours may share. */
export function intersect(one: Box, other: Box): boolean {
  return (
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1
  );
}

/** Controls of the page that lie over each other or are covered by something else, or reach out of the window; each in a few words. */
export function collisions(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (element: Element): string =>
      `${element.tagName.toLowerCase()} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30)} ${element.id}`.trim();
    // What scrolls is cut by its scroller: only what can be seen of a control counts.
    function visibleBox(element: Element): DOMRect | null {
      let { left, top, right, bottom } = element.getBoundingClientRect();
      for (let parent = element.parentElement; parent; parent = parent.parentElement) {
        if (getComputedStyle(parent).overflow === 'visible') continue;
        const cut = parent.getBoundingClientRect();
        left = Math.max(left, cut.left);
        top = Math.max(top, cut.top);
        right = Math.min(right, cut.right);
        bottom = Math.min(bottom, cut.bottom);
      }
      return right - left > 2 && bottom - top > 2 ? new DOMRect(left, top, right - left, bottom - top) : null;
    }
    const controls = [
      ...document.querySelectorAll('button, input, select, textarea, a[href], [role="tab"], output, h1, h2'),
    ]
      .filter(
        (element) =>
          element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
          !element.closest('.visually-hidden, .monaco-editor, [role="treegrid"]') &&
          getComputedStyle(element).clipPath === 'none',
      )
      .flatMap((element) => {
        const box = visibleBox(element);
        return box === null || getComputedStyle(element.parentElement ?? element).clipPath !== 'none'
          ? []
          : [{ element, box }];
      });
    const scrolls = (element: Element): boolean => {
      for (let parent = element.parentElement; parent; parent = parent.parentElement)
        if (/auto|scroll/.test(getComputedStyle(parent).overflowX)) return true;
      return false;
    };
    const found: string[] = [];
    for (const [index, { element, box }] of controls.entries()) {
      if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
        found.push(`${name(element)} reaches out of the window`);
      else if (element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element))
        found.push(`${name(element)} is cut at the edge of the window`);
      const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (
        middle &&
        !element.contains(middle) &&
        !middle.contains(element) &&
        !element.closest('label')?.contains(middle)
      )
        found.push(`${name(element)} is below ${name(middle)}`);
      for (const other of controls.slice(index + 1)) {
        if (element.contains(other.element) || other.element.contains(element)) continue;
        const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (width > 1 && height > 1)
          found.push(
            `${name(element)} and ${name(other.element)} overlap by ${Math.round(width)}×${Math.round(height)}`,
          );
      }
    }
    return found;
  });
}

/** Contrast of an element's text with what is behind of it, and that colour; null where nothing is painted behind. */
export function paintOf(locator: Locator): Promise<{ readonly contrast: number; readonly background: string } | null> {
  return locator.evaluate((element) => {
    const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
    function luminance(color: string): number {
      const [red = 0, green = 0, blue = 0] = channels(color).map((value) =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }
    let behind: Element | null = element;
    while (behind) {
      const background = getComputedStyle(behind).backgroundColor;
      if ((channels(background)[3] ?? 1) > 0.99) {
        const [light, dark] = [luminance(getComputedStyle(element).color), luminance(background)].toSorted(
          (left, right) => right - left,
        );
        return { contrast: ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05), background };
      }
      // Not out of a shadow tree: what is painted there lies over the page.
      behind = behind.parentElement;
    }
    return null;
  });
}

/**
 * Runs `work` with a reader of the page's tokens, for what wants plain colours: `surface` is `#ffffff`. The probe reads what the
 * tokens say; left to itself a browser with the reader's own colours would tell that of text for each of them.
 */
export function withTokenColors<T>(work: (color: (token: string) => string) => T): T {
  const probe = document.createElement('span');
  probe.hidden = true;
  probe.style.setProperty('forced-color-adjust', 'none');
  document.body.append(probe);
  try {
    return work((token) => {
      probe.style.color = `var(--${token})`;
      return toHex(getComputedStyle(probe).color);
    });
  } finally {
    probe.remove();
  }
}

function toHex(rgb: string): string {
  const channels = rgb.match(/[\d.]+/g)?.slice(0, 3) ?? [];
  return `#${channels.map((channel) => Math.round(Number(channel)).toString(16).padStart(2, '0')).join('')}`;
}

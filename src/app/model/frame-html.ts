/** A project as a part of another page: the frame that shows it. */

export interface FramedProject {
  /** As the dialog has it, with the project after the `#`. */
  readonly link: string;
  readonly name: string;
  /** `app:main() → 42, nil`; null where nothing has run. */
  readonly outcome: string | null;
}

const heightPx = 480;
/** As much as a poster takes. */
const maxResult = 200;

/** Nobody can get out of the attributes, whatever the project is called. */
export function frameHtml({ link, name, outcome }: FramedProject): string {
  const url = new URL(link);
  url.search = `?embed${outcome === null ? '' : `&result=${encodeURIComponent(beginning(outcome))}`}`;
  return `<iframe src="${attribute(url.href)}" title="${attribute(name)}" width="100%" height="${heightPx}" style="border: 1px solid #8885; border-radius: 8px" loading="lazy" allow="clipboard-write; cross-origin-isolated"></iframe>`;
}

/** Ends before a character that does not fit as a whole. */
function beginning(text: string): string {
  return text.slice(0, maxResult).replace(/[\uD800-\uDBFF]$/, '');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

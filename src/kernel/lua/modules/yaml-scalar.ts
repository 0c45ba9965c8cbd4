/** How a text is written in YAML so that it is read as the same text. */

/** What is read as something else when it stands without quotes, here or by older readers. */
const OTHER =
  /^(?:~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?(?:\d[\d_]*\.?[\d_]*(?:e[-+]?\d+)?|\.\d[\d_]*(?:e[-+]?\d+)?|0x[\da-f_]+|0o[0-7_]+|0b[01_]+|\.inf|\.nan)|\d{4}-\d\d?-\d\d?(?:[Tt ].*)?|[-+]?\d[\d_:]*(?:\.\d*)?)$/i;
/** Begins with no sign that means something, and has none in it. */
const PLAIN = /^(?![-?:,[\]{}#&*!|>'"%@`\s])(?!.*(?::\s|\s#))[^\p{C}]*[^\p{C}\s:]$/u;
const PRINTABLE = /^[^\p{C}]*$/u;
const BLOCK = /^(?!\s)(?:[^\p{C}]|\n)*$/u;

/** `indent`: how far in the lines of a text of several lines stand. */
export function scalarText(text: string, indent: number): string {
  if (text === '' || OTHER.test(text)) return JSON.stringify(text);
  if (PLAIN.test(text)) return text;
  if (text.includes('\n') && BLOCK.test(text)) return block(text, indent);
  return PRINTABLE.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

function block(text: string, indent: number): string {
  const chomping = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') ? '+' : '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${' '.repeat(indent)}${line}`));
  return `|${chomping}\n${lines.join('\n')}`;
}

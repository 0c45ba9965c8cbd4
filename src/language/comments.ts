/** The comment that stands above a line: what somebody wrote about what begins there. */
export function commentAbove(text: string, offset: number, mark: RegExp): string {
  const lines: string[] = [];
  let end = text.lastIndexOf('\n', offset - 1);
  while (end > 0) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end).trim();
    const found = mark.exec(line);
    if (!found || lines.length >= 20) break;
    lines.unshift(line.slice(found[0].length).trim());
    end = start - 1;
  }
  return lines.join('\n');
}

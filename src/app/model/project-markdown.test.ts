import { expect, test } from 'vitest';
import { projectMarkdown, type ReportedProject } from './project-markdown.ts';

const project: ReportedProject = {
  name: 'Hello',
  link: 'https://example.org/#p',
  files: { 'main.lua': 'return 1\n', '_index.yaml': 'version: "1.0"' },
  outcome: 'app:main() → 42, nil',
  engine: 'Browser/1.0',
};

test('a project in Markdown has its link, its result, each file below its path, and the browser', () => {
  expect(projectMarkdown(project)).toBe(`## Hello

[Open in the Wippy Playground](https://example.org/#p)

Result:

\`\`\`text
app:main() → 42, nil
\`\`\`

### \`_index.yaml\`

\`\`\`yaml
version: "1.0"
\`\`\`

### \`main.lua\`

\`\`\`lua
return 1
\`\`\`

Browser: \`Browser/1.0\`
`);
});

test('without a link and a run it says nothing of them', () => {
  const text = projectMarkdown({ ...project, link: null, outcome: null });
  expect(text).not.toContain('Open in');
  expect(text).not.toContain('Result');
});

test('what a file holds ends no fence, and what a name holds is no Markdown', () => {
  const text = projectMarkdown({
    ...project,
    name: 'a *b* <img>\n# c [d](e) `f`',
    files: { 'note`s`.md': 'text\n````\nmore\n' },
  });
  expect(text).toContain(String.raw`## a \*b\* \<img\> \# c \[d\](e) ` + '\\`f\\`\n');
  expect(text).toContain('### ``note`s`.md``\n\n`````markdown\ntext\n````\nmore\n`````\n');
});

test('binaries and what is too long are named with their size, the rest is there', () => {
  const text = projectMarkdown({
    ...project,
    files: { 'a.wasm': new Uint8Array(1500), 'b.txt': 'b'.repeat(60_000), 'c.txt': 'c' },
  });
  expect(text).toContain('### `a.wasm`\n\nA binary of 1.5 kB, not shown.');
  expect(text).toContain('### `b.txt`\n\n60,000 characters, not shown.');
  expect(text).toContain('### `c.txt`\n\n```\nc\n```');
});

test('an empty file is an empty fence', () => {
  expect(projectMarkdown({ ...project, files: { 'empty.lua': '' } })).toContain('```lua\n```');
});

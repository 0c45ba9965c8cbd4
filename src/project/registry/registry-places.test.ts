/** Where in the texts a diagnostic of the registry stands. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProjectFiles } from '../../contract/api.ts';
import { loadRegistry, type LoadedRegistry } from '../kinds/load-registry.ts';
import { placeDiagnostic } from './source.ts';
import { id, index, messages, wat } from './testing/loaded.ts';

describe('fields of a folder and hints', () => {
  const directory = (fields: string, more: ProjectFiles = {}): LoadedRegistry =>
    loadRegistry(index(`namespace: app\nname: d\nkind: fs.directory\n${fields}`, more));

  it('come typed, with defaults', () => {
    expect(directory('directory: .\n').entries[0]).toMatchObject({
      type: 'fs.directory',
      config: { directory: '.', mode: 0o755, base: 'project', autoInit: false },
    });
    const made = directory('directory: /deep/data/\nmode: "0444"\nauto_init: false\n', { 'deep/data/x/a.txt': '' });
    expect(made.diagnostics).toEqual([]);
    expect(made.entries[0]).toMatchObject({ config: { mode: 0o444 } });
    expect(directory('directory: gone\nauto_init: true\n').ok).toBe(true);
    expect(directory('directory: gone\nbase: module\n').ok).toBe(true);
  });

  it.each(['0o755', '8', '-1', ' 755', '77777777777777'])('refuse the mode "%s"', (mode) => {
    expect(messages(directory(`directory: .\nmode: "${mode}"\n`))).toEqual([
      '_index.yaml:5:7 invalid file mode format',
    ]);
  });

  it('refuse a folder outside of the project', () => {
    expect(directory('directory: ../x\n').diagnostics[0]?.message).toContain('no such file or directory');
  });

  it.each([
    ['fs.directory', 'directory: .\nautoinit: true\n', 'auto_init'],
    ['function.lua', 'source: return 1\nmethod: m\nmodule: [time]\n', 'modules'],
    ['library.lua', 'source: return 1\nimport: {}\n', 'imports'],
    ['function.wat', 'source: (module)\nmethod: m\npool: {maxsize: 3}\n', 'max_size'],
    ['function.wat', 'source: (module)\nmethod: m\nlimits: {max_execution: 3}\n', 'max_execution_ms'],
    [
      'function.wat',
      'source: (module)\nmethod: m\nwasi: {mounts: [{fs: "a:b", guest: /x, readonly: true}]}\n',
      'read_only',
    ],
    ['function.wat', 'source: (module)\nmethod: m\nwasi: {env: [{id: "a:b", nam: A, name: B}]}\n', 'name'],
  ])('of %s name the nearest field for an unknown one: %s', (kind, fields, known) => {
    const loaded = loadRegistry(index(`namespace: app\nname: e\nkind: ${kind}\n${fields}`));
    const notes = loaded.diagnostics.filter((item) => item.code === 'unknown-field');
    expect(notes).toMatchObject([{ severity: 'info', hint: `did you mean "${known}"?` }]);
  });

  it('offer the entry that a relative name was meant for', () => {
    const loaded = loadRegistry(
      index(
        'namespace: app\nentries:\n  - {name: m, kind: function.wat, source: x, method: f, wasi: {mounts: [{fs: assets, guest: /a}]}}\n  - {name: assets, kind: fs.directory, directory: .}\n  - {name: n, kind: function.wat, source: x, method: f, wasi: {mounts: [{fs: gone, guest: /a}]}}\n',
      ),
    );
    const hints = loaded.diagnostics.filter((item) => item.code === 'relative-reference').map((item) => item.hint);
    expect(hints).toEqual(['did you mean "app:assets"?', 'write the full ID, with its namespace']);
  });
});

describe('places in texts', () => {
  /** Every character that is not blank must be found again at its place. */
  function expectFaithful(yaml: string, options: { lines?: boolean } = {}): void {
    const config = wat(loadRegistry(index(yaml)), 'app:f').config;
    const fileLines = yaml.split('\n');
    config.source.text.split('\n').forEach((line, row) => {
      const characters = Array.from(line);
      characters.forEach((character, offset) => {
        if (character === ' ' || character === '\r' || character.length > 1) return;
        const column = characters.slice(0, offset).join('').length + 1;
        const spot = config.source.locate(row + 1, column);
        expect([row + 1, column, fileLines[spot.line - 1]?.[spot.column - 1]]).toEqual([row + 1, column, character]);
      });
    });
    if (options.lines) expect(config.source.locate(1, 1).line).toBeGreaterThan(4);
  }
  const header = 'namespace: app\nentries:\n  - name: f\n    kind: function.wat\n    method: run\n';

  it.each(['|', '|-', '|+', '| # comment'])('are exact for block scalars after %s', (indicator) => {
    expectFaithful(
      `${header}    source: ${indicator}\n\n      (module\n\n        (func $é "🦊x")\n          )\n    wit: "x"\n`,
      { lines: true },
    );
    expectFaithful(`${header}    source: ${indicator}\n          (module\n            (func)) ;; end`, { lines: true });
  });

  it('are exact for an indentation indicator and for CRLF', () => {
    expectFaithful(`${header}    source: |2\n        (module\n      (func))\n`);
    expectFaithful(`${header}    source: |\n      (module\n        (func))\n`.replaceAll('\n', '\r\n'));
  });

  it('are exact for folded, quoted and plain scalars', () => {
    expectFaithful(
      `${header}    source: >\n      (module\n      (func)\n\n      (func $b)\n\n        (func $c)\n      )\n`,
    );
    expectFaithful(`${header}    source: "(module (func $a)"\n`);
    expectFaithful(`${header}    source: '(module (func $a)) ;; it''s'\n`.replace("it''s", 'its'));
    expectFaithful(`${header}    source: (module\n      (func $a)\n      (func $b))\n`);
    expectFaithful(`${header}    source: '(module\n      (func $a)\n\n      (func $b))'\n`);
  });

  it('step over escapes', () => {
    const config = wat(
      loadRegistry(index(`${header}    source: "(\\tfunc\\n\\x41\\u0042 \\"q\\" \\U0001F98A z"\n`)),
      'app:f',
    ).config;
    expect(config.source.text).toBe('(\tfunc\nAB "q" 🦊 z');
    const line = '    source: "(\\tfunc\\n\\x41\\u0042 \\"q\\" \\U0001F98A z"';
    expect(config.source.locate(1, 3)).toEqual({ file: '_index.yaml', line: 6, column: line.indexOf('func') + 1 });
    expect(config.source.locate(2, 2).column).toBe(line.indexOf('\\u0042') + 1);
    expect(config.source.locate(2, 11).column).toBe(line.indexOf('z') + 1);
  });

  it('go to the nearest end when they lie beyond the text', () => {
    const config = wat(loadRegistry(index(`${header}    source: |\n      (module\n    wit: x\n`)), 'app:f').config;
    expect(config.source.locate(1, 8)).toEqual({ file: '_index.yaml', line: 7, column: 14 });
    expect(config.source.locate(99, 99).line).toBeLessThanOrEqual(8);
  });

  it('are those of the file for file:// texts', () => {
    const loaded = loadRegistry(index(`${header}    source: file://a.wat\n`, { 'a.wat': '(module\n bad)' }));
    const relative = {
      file: '',
      line: 2,
      column: 2,
      endLine: 2,
      endColumn: 5,
      severity: 'error',
      code: 'x',
      message: 'bad',
    } as const;
    expect(placeDiagnostic(wat(loaded, 'app:f').config.source, relative, id('app:f'))).toEqual({
      ...relative,
      file: 'a.wat',
      entry: 'app:f',
    });
  });

  it('are exact for any text in a literal block scalar', () => {
    const line = fc
      .string({ unit: fc.constantFrom('(', ')', 'a', ' ', '$', ';'), maxLength: 10 })
      .map((text) => `x${text}x`);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(line, fc.constant('')), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (lines, indent) => {
          const body = ['(module', ...lines]
            .map((text) => (text === '' ? '' : ' '.repeat(4 + indent) + text))
            .join('\n');
          expectFaithful(`${header}    source: |\n${body}\n`);
        },
      ),
      { numRuns: 50 },
    );
  });
});

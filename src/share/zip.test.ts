import fc from 'fast-check';
import { deflateSync, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fastestCpuMs } from '../base/testing/fuzz.ts';
import { MODULE_NAMES } from '../contract/lua-modules/index.ts';
import { examples } from '../examples/index.ts';
import { readBinary } from '../examples/testing/read-binary.ts';
import { loadRegistry } from '../project/kinds/load-registry.ts';
import { importFiles } from './import-files.ts';
import { LIMITS } from './limits.ts';
import { checkPath, findFolderConflict } from './names.ts';
import { toProjectFiles, type SharedFiles } from './project.ts';
import { makeZip } from './testing/zip-maker.ts';
import { exportZip, importZip } from './zip.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const project = (files: Record<string, string | Uint8Array>): SharedFiles => new Map(Object.entries(files));
const sorted = (files: SharedFiles): SharedFiles => new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));

function exported(files: Record<string, string | Uint8Array>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(unzipSync(exportZip({ files }))).map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]),
  );
}

function roundTrip(files: SharedFiles): SharedFiles {
  const imported = importZip(exportZip({ files }));
  if (!imported.ok) throw new Error(imported.error.message);
  return imported.value.files;
}

const index = 'version: "1.0"\nnamespace: app\nentries: []\n';
const mounting = (folder: string): string =>
  `namespace: app\nentries:\n  - name: files\n    kind: fs.directory\n    directory: ${folder} # here\n`;
const wasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

describe('an exported project', () => {
  it('without wippy.lock gets one, and its sources go below src', () => {
    const files = exported({ '_index.yaml': index, 'lib/main.lua': 'return 1' });
    expect(Object.keys(files)).toEqual(['src/_index.yaml', 'src/lib/main.lua', 'wippy.lock']);
    expect(files['wippy.lock']).toMatch(/^directories:\n {2}modules: \.wippy\n {2}src: \.\/src\n$/m);
  });

  it('with wippy.lock is what it is', () => {
    const files = { 'wippy.lock': 'directories:\n  src: ./app\n', 'app/_index.yaml': index };
    expect(exported(files)).toEqual(files);
  });

  it('whose definitions are below src gets a wippy.lock and nothing else', () => {
    expect(Object.keys(exported({ 'src/_index.yaml': index, 'README.md': 'x' }))).toEqual([
      'README.md',
      'src/_index.yaml',
      'wippy.lock',
    ]);
  });

  it('keeps mounted folders where fs.directory finds them, and text of theirs also where file:// does', () => {
    const files = exported({
      '_index.yaml': mounting('./data'),
      'data/m.wasm': wasm,
      'data/x.wit': 'f: func()',
      'other.lua': '',
      'wippy.yaml': 'version: "1.0"',
    });
    expect(Object.keys(files)).toEqual([
      'data/m.wasm',
      'data/x.wit',
      'src/_index.yaml',
      'src/data/x.wit',
      'src/other.lua',
      'wippy.lock',
      'wippy.yaml',
    ]);
  });

  it('whose src folder is mounted stays in place', () => {
    const files = exported({ '_index.yaml': mounting('"./src"'), 'src/m.wasm': wasm });
    expect(Object.keys(files)).toEqual(['_index.yaml', 'src/m.wasm', 'wippy.lock']);
    expect(files['wippy.lock']).toContain('src: .\n');
  });

  it.each(examples)('loads as before once unpacked: $id', async (example) => {
    const files = await example.files(readBinary);
    const modules = { luaModules: MODULE_NAMES };
    const unpacked = Object.fromEntries(Object.entries(unzipSync(exportZip({ files }))));
    const loaded = loadRegistry(unpacked, modules);
    expect(loaded.diagnostics).toEqual([]);
    expect([...loaded.byId.keys()]).toEqual([...loadRegistry(files, modules).byId.keys()]);
  });

  it('is byte-identical in any order and in every time zone', () => {
    const files = { '1': 'a', b: 'b', '_index.yaml': index };
    const first = exportZip({ files });
    const zone = process.env['TZ'];
    try {
      for (const other of ['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kolkata']) {
        process.env['TZ'] = other;
        expect(exportZip({ files: new Map(Object.entries(files).toReversed()) })).toEqual(first);
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('has names and texts in UTF-8', () => {
    expect(exported({ 'ü/🦊.lua': 'return "ü"' })).toMatchObject({ 'src/ü/🦊.lua': 'return "ü"' });
  });

  it('has no name that checkPath refuses', () => {
    expect(() => exportZip({ files: { '../x': '' } })).toThrow('not a path');
  });
});

describe('export and import', () => {
  it.each<[string, Record<string, string | Uint8Array>]>([
    ['no files', {}],
    ['a lone definition', { '_index.yaml': index }],
    [
      'a wippy.lock of its own',
      { 'wippy.lock': 'directories:\n  src: ./src\n', 'src/_index.yaml': index, 'data/x': '' },
    ],
    ['definitions below src', { 'src/_index.yaml': index, 'data/x': 'y' }],
    ['definitions in both', { '_index.yaml': index, 'src/_index.yaml': index }],
    ['a reference out of src', { 'src/_index.yaml': 'source: file://../x.lua', 'x.lua': '' }],
    ['a mounted folder', { '_index.yaml': mounting('data'), 'data/m.wasm': wasm, 'data/text': 'x', 'x.lua': '' }],
    ['the whole project mounted', { '_index.yaml': mounting('.'), 'm.wasm': wasm }],
    ['src mounted', { '_index.yaml': mounting('src/data'), 'src/m.wasm': wasm, 'src/data/x': '' }],
    ['all mounted, and a src folder', { '_index.yaml': mounting('./'), 'src/m.wasm': wasm, 'm.wasm': wasm }],
    ['settings of Wippy', { '_index.yaml': index, 'wippy.yaml': 'version: "1.0"' }],
    ['the longest name', { ['x'.repeat(255)]: 'y' }],
    ['a byte order mark and line ends', { 'a.lua': '\ufeffa\r\nb\r' }],
    ['names of members', { constructor: 'x', 'toString/valueOf': 'y' }],
  ])('give back a project with %s', (_, files) => {
    expect(roundTrip(project(files))).toEqual(sorted(project(files)));
  });

  it('give back any project', () => {
    const folder = fc.constantFrom('', 'src/', 'data/', 'src/data/', 'lib/', '.wippy/');
    const name = fc.oneof(
      fc.constantFrom('_index.yaml', 'x.wasm', 'main.lua', 'wippy.lock', 'wippy.yaml', 'a.json'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        index,
        mounting('data'),
        mounting('./src/data'),
        mounting('.'),
        'x: file:///lib/main.lua',
        'x: file://../y',
      ),
    );
    const bytes = fc.uint8Array({ minLength: 1 }).map((data) => Uint8Array.of(...data, 0));
    const file = fc.tuple(
      fc.tuple(folder, name).map((parts) => parts.join('')),
      fc.oneof(
        text.filter((data) => !data.includes('\0')),
        bytes,
      ),
    );
    const junk = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*|\.git|\.svn|\.hg|node_modules|__MACOSX)(\/|$)/;
    const files = fc
      .array(file, { maxLength: 8 })
      .map((list) => new Map(list.filter(([path]) => checkPath(path).ok && !junk.test(path))))
      .filter((map) => findFolderConflict(map.keys()) === null);
    fc.assert(
      fc.property(files, (map) => {
        expect(roundTrip(map)).toEqual(sorted(map));
      }),
      { numRuns: 125 },
    );
  });
});

describe('an imported zip', () => {
  it('loses the one folder around everything, which becomes the name', () => {
    const imported = importZip(zipSync({ 'demo-main': { '_index.yaml': bytesOf(index), lib: { 'x.wasm': wasm } } }));
    expect(imported).toMatchObject({ ok: true, value: { name: 'demo-main' } });
    expect(imported.ok && [...imported.value.files]).toEqual([
      ['_index.yaml', index],
      ['lib/x.wasm', wasm],
    ]);
  });

  it('keeps src and .wippy, though they be the only folder', () => {
    const imported = importZip(makeZip([{ name: 'src/a.lua' }, { name: 'src/b.lua' }]));
    expect(imported.ok && [...imported.value.files.keys()]).toEqual(['src/a.lua', 'src/b.lua']);
  });

  it('keeps what was added to an exported project after all', () => {
    const unpacked = unzipSync(exportZip({ files: { '_index.yaml': index } }));
    const imported = importZip(
      zipSync({ ...unpacked, 'docker.yaml': bytesOf('x: 1'), 'src/docker.yaml': bytesOf('y: 2') }),
    );
    expect(imported.ok && [...imported.value.files.keys()].toSorted()).toEqual([
      'docker.yaml',
      'src/_index.yaml',
      'src/docker.yaml',
      'wippy.lock',
    ]);
  });

  it('leaves out what tools leave behind, and says so', () => {
    const names = [
      'a.lua',
      '.git/config',
      '.git/HEAD',
      'node_modules/x/y.js',
      '__MACOSX/._a.lua',
      '.DS_Store',
      'lib/._b',
      'lib/',
      'lib/b.lua',
    ];
    const imported = importZip(
      makeZip([...names.map((name) => ({ name })), { name: 'link', content: bytesOf('/etc/passwd'), mode: 0o120777 }]),
    );
    expect(imported.ok && [...imported.value.files.keys()]).toEqual(['a.lua', 'lib/b.lua']);
    expect(imported.ok && imported.value.skipped).toEqual([
      '.git/',
      'node_modules/',
      '__MACOSX/',
      '.DS_Store',
      'lib/._b',
      'link',
    ]);
  });

  it('reads names in code page 437, in UTF-8 without the flag, and with ./ in front', () => {
    const imported = importZip(
      makeZip([{ name: Uint8Array.of(0x81, 0xe1), flags: 0 }, { name: 'ü', flags: 0 }, { name: './x' }]),
    );
    expect(imported.ok && [...imported.value.files.keys()]).toEqual(['üß', 'ü', 'x']);
  });

  it('reads sizes in the 64-bit form', () => {
    const extra = Uint8Array.from([1, 0, 8, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
    const imported = importZip(makeZip([{ name: 'a', content: bytesOf('hi'), sizeBytes: 0xffffffff, extra }]));
    expect(imported.ok && imported.value.files.get('a')).toBe('hi');
  });

  it('warns of names that differ in case only', () => {
    const imported = importZip(makeZip([{ name: 'a.lua' }, { name: 'A.lua' }]));
    expect(imported.ok && imported.value.warnings).toEqual(['"A.lua" and "a.lua" are the same file on some systems.']);
  });

  it('may be followed and preceded by a comment', () => {
    const zip = makeZip([{ name: 'a' }]);
    const comment = new Uint8Array(zip.length + 5);
    comment.set(zip);
    comment[zip.length - 2] = 5;
    expect(importZip(comment).ok).toBe(true);
  });
});

describe('a zip is refused', () => {
  it.each([
    '../x',
    '/abs',
    'a\\b',
    'C:\\x',
    '__proto__',
    'a/__proto__/b',
    'a\0',
    'a/../b',
    '.git/../../x',
    'x'.repeat(300),
  ])('for the name %j', (name) => {
    const imported = importZip(makeZip([{ name: 'ok.lua' }, { name }]));
    expect(imported).toMatchObject({ ok: false, error: { code: 'path' } });
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it.each([
    ['a name that is there twice', makeZip([{ name: 'a' }, { name: 'a' }]), 'path'],
    ['a file that is a folder too', makeZip([{ name: 'a' }, { name: 'a/b' }]), 'path'],
    ['nothing in it', makeZip([]), 'empty'],
    ['only folders and litter', makeZip([{ name: 'a/' }, { name: '.DS_Store' }]), 'empty'],
    ['a password', makeZip([{ name: 'a', flags: 1 }]), 'unsupported'],
    ['another compression', makeZip([{ name: 'a', method: 93 }]), 'unsupported'],
    ['a wrong checksum', makeZip([{ name: 'a', content: bytesOf('a'), crc: 1 }]), 'damaged'],
    [
      'a size that is less than the truth',
      makeZip([{ name: 'a', content: bytesOf('hello'), sizeBytes: 3 }]),
      'damaged',
    ],
    [
      'a size that is more than the truth',
      makeZip([{ name: 'a', content: bytesOf('hello'), sizeBytes: 9 }]),
      'damaged',
    ],
    ['a stored size that lies', makeZip([{ name: 'a', method: 0, data: bytesOf('hello'), sizeBytes: 3 }]), 'damaged'],
    [
      'entries that share their data',
      makeZip([
        { name: 'a', content: new Uint8Array(100_000) },
        ...Array.from({ length: 50 }, (_, at) => ({
          name: `b${at}`,
          content: new Uint8Array(100_000),
          sharesDataOf: 0,
        })),
      ]),
      'damaged',
    ],
    ['being none', bytesOf('hello'), 'not-a-zip'],
    ['being empty', new Uint8Array(), 'not-a-zip'],
    ['being cut', exportZip({ files: { a: 'x' } }).subarray(0, -1), 'not-a-zip'],
  ])('for %s', (_, zip, code) => {
    expect(importZip(zip)).toMatchObject({ ok: false, error: { code } });
  });

  it('for a claimed size, with sizes and before anything is inflated', () => {
    const imported = importZip(
      makeZip([{ name: 'a', data: bytesOf('not deflate at all'), sizeBytes: 20 * 1024 * 1024 }]),
    );
    expect(imported).toMatchObject({
      ok: false,
      error: { limit: 'importBytes', message: 'The project is too large: 20 MB, at most 16 MB.' },
    });
  });

  it('for a bomb that claims to be small, soon', () => {
    const bomb = deflateSync(new Uint8Array(50_000_000), { level: 9 });
    const zip = makeZip([{ name: 'a', data: bomb, sizeBytes: 10 }]);
    // Inflating all of it takes as long as packing it did, a second.
    expect(
      fastestCpuMs(200, () => expect(importZip(zip)).toMatchObject({ ok: false, error: { code: 'damaged' } })),
    ).toBeLessThan(200);
  });

  it('for too many files', () => {
    const names = Array.from({ length: LIMITS.files + 1 }, (_, at) => ({ name: `f${at}` }));
    expect(importZip(makeZip(names))).toMatchObject({ ok: false, error: { limit: 'files', actual: 1001 } });
    expect(importZip(makeZip(names.slice(1))).ok).toBe(true);
  });

  it('for its own size', () => {
    expect(importZip(new Uint8Array(LIMITS.zipBytes + 1))).toMatchObject({ ok: false, error: { limit: 'zipBytes' } });
  });
});

describe('dropped files', () => {
  it('become a project: a folder, with its name', () => {
    const imported = importFiles([
      { path: 'demo/_index.yaml', bytes: bytesOf(index) },
      { path: 'demo/.git/x', bytes: wasm },
      { path: 'demo/x.wasm', bytes: wasm },
    ]);
    expect(imported).toMatchObject({ ok: true, value: { name: 'demo', skipped: ['demo/.git/'] } });
    expect(imported.ok && toProjectFiles(imported.value.files)).toEqual({ '_index.yaml': index, 'x.wasm': wasm });
  });

  it('become a project: a single file', () => {
    const imported = importFiles([{ path: 'main.lua', bytes: bytesOf('return 1') }]);
    expect(imported.ok && [...imported.value.files]).toEqual([['main.lua', 'return 1']]);
  });

  it('are copied', () => {
    const bytes = Buffer.from([0, 1]);
    const imported = importFiles([{ path: 'a', bytes }]);
    bytes[1] = 9;
    expect(imported.ok && imported.value.files.get('a')).toEqual(Uint8Array.of(0, 1));
  });

  it.each([
    ['../x', 'path'],
    ['/x', 'path'],
    ['.DS_Store', 'empty'],
  ])('are refused: %j', (path, code) => {
    expect(importFiles([{ path, bytes: wasm }])).toMatchObject({ ok: false, error: { code } });
  });

  it('are told apart by UTF-8 and NUL', () => {
    const imported = importFiles([
      { path: 'a', bytes: Uint8Array.of(0xff) },
      { path: 'b', bytes: Uint8Array.of(0) },
      { path: 'c', bytes: bytesOf('ü') },
    ]);
    expect(imported.ok && [...imported.value.files.values()]).toEqual([Uint8Array.of(0xff), Uint8Array.of(0), 'ü']);
  });
});

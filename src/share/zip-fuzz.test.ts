/** Broken zips: a refusal or a valid project, soon. */
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { planFuzz, type RandomBelow } from '../base/testing/fuzz.ts';
import { examples } from '../examples/index.ts';
import { readBinary } from '../examples/testing/read-binary.ts';
import { runFuzz } from './testing/fuzz.ts';
import { everything } from './testing/projects.ts';
import { mutateBytes } from './testing/damage.ts';
import { makeZip, type MadeEntry } from './testing/zip-maker.ts';
import { exportZip, importZip } from './zip.ts';

const plan = planFuzz({ cases: 125 });
const NAMES = [
  '_index.yaml',
  'src/_index.yaml',
  'wippy.lock',
  'a/b',
  'a',
  'a/',
  '../x',
  '/x',
  '__proto__',
  'constructor',
  'x\\y',
  '.git/x',
  'top/a',
  'top/b',
  'data/m.wasm',
  '',
  '.',
  'a ',
];
const TEXTS = [
  '',
  'namespace: app',
  'kind: fs.directory\ndirectory: ./data',
  'directories:\n  src: ./src\n',
  'file:///x file://../y',
  '\0asm',
  '\ufeff',
];

test(
  'a broken zip is refused or becomes a valid project, and never takes long',
  { timeout: plan.timeoutMs },
  async () => {
    const encoder = new TextEncoder();
    const projects = await Promise.all(examples.map((example) => example.files(readBinary)));
    const zips = [
      // A megabyte takes its time whole, too; what is looked for here is what damage makes slow.
      ...projects.map((files) => exportZip({ files })).filter((zip) => zip.length < 100_000),
      exportZip(everything),
      zipSync({ top: { 'a.txt': encoder.encode('a'), 'b.bin': new Uint8Array(300) } }, { level: 0 }),
      makeZip([
        { name: 'bomb', content: new Uint8Array(200_000) },
        { name: 'also', sharesDataOf: 0 },
      ]),
    ];
    const tails = zips.map((zip) => zip.length - 22);

    const make = (random: RandomBelow): Uint8Array => {
      const at = random(zips.length);
      const zip = zips[at]!;
      switch (random(3)) {
        case 0:
          return mutateBytes(zip, zips[random(zips.length)]!, random);
        case 1: {
          // The numbers of the directory, where offsets and sizes are.
          const copy = zip.slice();
          const start = new DataView(zip.buffer).getUint32(tails[at]! + 16, true);
          for (let left = 1 + random(4); left > 0; left--)
            copy[start + random(copy.length - start)] = [0, 1, 0x7f, 0xff, random(256)][random(5)]!;
          return copy;
        }
        default:
          return makeZip(Array.from({ length: random(6) }, () => makeEntry(random)));
      }
    };

    const makeEntry = (random: RandomBelow): MadeEntry => {
      const name = encoder.encode(NAMES[random(NAMES.length)]);
      const content = encoder.encode(TEXTS[random(TEXTS.length)]);
      return {
        name: random(4) === 0 ? mutateBytes(name, name, random) : name,
        content: random(2) === 0 ? content : mutateBytes(content, name, random),
        method: [0, 8, 8, 8, 12][random(5)]!,
        ...(random(10) === 0 ? { sizeBytes: [0, 1, 0xffffffff, 0x7fffffff, 17_000_000][random(5)]! } : {}),
        ...(random(10) === 0 ? { data: mutateBytes(content, name, random) } : {}),
        ...(random(10) === 0 ? { flags: random(65_536) } : {}),
        ...(random(10) === 0 ? { mode: random(65_536) } : {}),
        ...(random(10) === 0
          ? { extra: Uint8Array.from([1, 0, random(30), 0, ...Array.from({ length: random(30) }, () => random(3))]) }
          : {}),
      };
    };

    const same = (
      project: { readonly files: ReadonlyMap<string, unknown> },
      again: { readonly files: ReadonlyMap<string, unknown> },
    ): boolean => [...project.files.keys()].toSorted().join('\n') === [...again.files.keys()].toSorted().join('\n');
    const report = runFuzz(
      plan,
      make,
      (zip) => importZip(zip, () => 0),
      (project) => {
        const again = importZip(exportZip(project));
        return again.ok && same(project, again.value) ? null : 'does not come back from a zip of its own';
      },
    );
    expect(report.faults).toEqual([]);
    expect(report.accepted).toBeGreaterThan(0);
    expect(report.refused).toBeGreaterThan(0);
  },
);

import { describe, expect, it } from 'vitest';
import type { ProjectFiles } from '../contract/api.ts';
import { examples } from '../examples/index.ts';
import { readBinary } from '../examples/testing/read-binary.ts';
import { Assistant } from './assistant.ts';

const AT = ['complete', 'hover', 'signature', 'definition', 'references'] as const;

const texts = (files: ProjectFiles): [string, string][] =>
  Object.entries(files).filter((one): one is [string, string] => typeof one[1] === 'string');

/** Every place, or with a step that is no multiple of what lines are made of. */
const STEP = process.env['EVERY_PLACE'] === undefined ? 41 : 1;

describe.each(examples)('in the example $id', (example) => {
  it('places are answered, with ranges within the text', async () => {
    const files: ProjectFiles = await example.files(readBinary);
    const assistant = new Assistant();
    for (const [file, text] of texts(files)) {
      for (let offset = 0; offset <= text.length; offset += STEP) {
        for (const topic of AT) {
          const answer = assistant.answer(files, { topic, file, offset });
          if (topic !== 'complete' || !Array.isArray(answer)) continue;
          for (const { replace } of answer as { replace: { start: number; end: number } }[])
            if (!(replace.start <= offset && offset <= replace.end && replace.end <= text.length && replace.start >= 0))
              expect.fail(`${file}:${offset} ${JSON.stringify(replace)}`);
        }
      }
    }
  });

  it('texts that end in the middle of anything are answered too', async () => {
    const files: ProjectFiles = await example.files(readBinary);
    const assistant = new Assistant();
    for (const [file, text] of texts(files)) {
      for (let offset = 0; offset <= text.length; offset += 5 * STEP) {
        const cut = { ...files, [file]: text.slice(0, offset) };
        for (const topic of AT) assistant.answer(cut, { topic, file, offset });
        for (const topic of ['symbols', 'folds', 'format'] as const) assistant.answer(cut, { topic, file });
      }
    }
  });
});

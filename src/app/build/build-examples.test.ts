import { describe, expect, it } from 'vitest';
import { examples } from '../../examples/index.ts';
import { readBinary } from '../../examples/testing/read-binary.ts';
import { compileWat } from '../../toolchain/wat-compiler.ts';
import { BinaryTools } from '../../workers/toolchain/binary-tools.ts';
import { ToolLoader } from '../../workers/toolchain/tool-loader.ts';
import { toRequest, type BuildForm } from './build-request.ts';
import { buildSources, entryWit, witFor, witSources, worldsOf } from './build-sources.ts';

const tools = new BinaryTools(compileWat, new ToolLoader());

/** Each text of each example, with what the dialog offers for it before anybody changes anything. */
const forms: [string, BuildForm][] = [];
for (const example of examples) {
  const files = await example.files(readBinary);
  for (const source of buildSources(files)) {
    // A program that runs as it is: nobody has written a world for it.
    if (typeof source.content !== 'string') continue;
    const wit = entryWit(source, files) ?? witFor(source, witSources(files));
    forms.push([
      `${example.id}: ${source.title}`,
      { source, kind: 'component', wit, typedWit: '', world: worldsOf(wit?.text ?? '')[0] ?? '' },
    ]);
  }
}

describe('what the build dialog offers', () => {
  it.each(forms)('builds as it is: %s', async (_, form) => {
    const { output } = await tools.build(toRequest(form), () => {});
    if (!output.ok) throw new Error(JSON.stringify(output.diagnostics));
    const { output: described } = await tools.describe({ bytes: output.bytes }, () => {});
    expect(described).toMatchObject({ form: 'component', problem: null });
    expect(described.exports.filter(({ kind }) => kind === 'func').length).toBeGreaterThan(0);
    expect(described.exports.filter(({ refusal }) => refusal !== null)).toEqual([]);
  });
});

/** What Lua makes the kernel hold: with the sizes that a page has, and a tab that would die of more. */
import { expect, test } from './fixtures/api-test.ts';

const HUGE = 'local s = ("x"):rep(60000000) local t = {} for i = 1, 120 do t[i] = s end ';
const raised = (call: string) =>
  `local ok, e = pcall(function() ${call} end) return (tostring(e):gsub("^eval:%d+: ", ""))`;

const ATTACKS: readonly (readonly [name: string, lua: string, answer: RegExp])[] = [
  ['json.encode', HUGE + raised('json.encode(t)'), /^(resulting string too large|not enough memory)$/],
  ['print', `${HUGE} print(unpack(t)) return "printed"`, /^printed$/],
  ['return', `${HUGE} return unpack(t)`, /cannot be passed to the page$/],
  ['errors.new', HUGE + raised('local k = {} for i = 1, 120 do k[i] = errors.new(s) end'), /^not enough memory$/],
  ['details', HUGE + raised('errors.new({ message = "m", details = t })'), /^not enough memory$/],
  [
    'errors.wrap',
    'local e = errors.new("m") for i = 1, 40000 do e = errors.wrap(e, "context") end return tostring(#e:stack() > 320000)',
    /^true$/,
  ],
  [
    'logger:named',
    raised('local k = {} for i = 1, 3000 do k[i] = logger:named(("x"):rep(1000000) .. i) end'),
    /^not enough memory$/,
  ],
];

test('a Lua world that hoards outside of its tables ends with an error, and the page goes on', async ({ page }) => {
  test.setTimeout(300_000);
  for (const [name, lua, answer] of ATTACKS)
    await test.step(name, async () => {
      const { values, error } = await page.evaluate((source) => playground.eval(source), lua);
      const said = error === null ? values[0] : error.from === 'runtime' ? error.message : '';
      expect(said).toMatch(answer);
      const after = await page.evaluate(() => playground.eval('return 1 + 1'));
      expect(after.values).toEqual([2]);
    });
  const rows = await page.evaluate(() =>
    playground
      .console()
      .filter((entry) => entry.source === 'print')
      .map((entry) => entry.text.length),
  );
  expect(rows.every((length) => length < 300_000)).toBe(true);
});

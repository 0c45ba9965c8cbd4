import { gives, refuses } from '../../testing/lua-rows.ts';

gives('os (lua-modules §4)', [
  [
    'has these functions and no others',
    'local n = {} for k in pairs(os) do n[#n + 1] = k end table.sort(n) return table.concat(n, " ")',
    'clock date difftime platform time',
  ],
  ['needs no declaration, and can be required', 'return {require("os") == os, os.platform}', [true, 'wippy']],
  ['time is the present second', 'return os.time()', 1714557600],
  [
    'time of a table, whose hour is 0 where it is missing',
    'return {os.time{year = 1970, month = 1, day = 2}, os.time{year = 1970, month = 1, day = 1, hour = 1, min = 1, sec = 1}}',
    [86400, 3661],
  ],
  [
    'date of a time',
    'return {os.date("!%Y-%m-%d %H:%M:%S", 0), os.date("%c", 0), os.date("*t", 0).yday, os.date("%%")}',
    ['1970-01-01 00:00:00', 'Thu Jan  1 00:00:00 1970', 1, '%'],
  ],
  ['difftime', 'return {os.difftime(5, 3), os.difftime(5)}', [2, 5]],
  ['clock counts from the start', 'return type(os.clock())', 'number'],
  ['the table is frozen', 'return (pcall(function() os.time = nil end))', false],
]);

const bad = (index: number, name: string, text: string) => ({ raised: `bad argument #${index} to ${name} (${text})` });
refuses('os raises for wrong arguments', [
  ['os.difftime()', bad(1, 'difftime', 'number expected, got nil')],
  ['os.difftime({})', bad(1, 'difftime', 'number expected, got table')],
  ['os.difftime(1, {})', bad(2, 'difftime', 'number expected, got table')],
  ['os.date({})', bad(1, 'date', 'string expected, got table')],
  ['os.date("%Y", {})', bad(2, 'date', 'number expected, got table')],
  ['os.date("%Y", 0/0)', bad(2, 'date', 'time out of range')],
  ['os.date("%Y", 1e15)', bad(2, 'date', 'time out of range')],
  ['os.date("%Q")', bad(1, 'date', "invalid conversion specifier '%Q'")],
  ['os.time({})', { raised: "field 'month' missing in date table" }],
  ['os.time({year = 2024, month = 1})', { raised: "field 'day' missing in date table" }],
  ['os.time({month = 1, day = 1})', { raised: "field 'year' missing in date table" }],
  ['os.time({year = 1e12, month = 1, day = 1})', { raised: 'time result cannot be represented' }],
]);

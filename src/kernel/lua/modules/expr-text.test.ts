import { gives, refuses } from '../../testing/lua-rows.ts';

gives('expr (lua-modules §15)', [
  [
    'gives what it says of names',
    'return expr.eval("price * count > 100 && \'gold\' in tags", {price = 30, count = 4, tags = {"gold"}})',
    true,
  ],
  [
    'gives texts, lists and fields',
    'return {expr.eval("user.name + \'!\'", {user = {name = "ann"}}), expr.eval("[1, 2]"), expr.eval("missing ?? 3")}',
    ['ann!', [1, 2], 3],
  ],
  [
    'is run again and again',
    "local p = expr.compile(\"n % 2 == 0 ? 'even' : 'odd'\") return {p:run({n = 1}), p:run({n = 2})}",
    ['odd', 'even'],
  ],
  [
    'knows no names that are not own',
    'return {expr.eval("constructor == nil"), expr.eval("a.toString == nil", {a = {}})}',
    [true, true],
  ],
]);
refuses('expr refuses', [
  ['expr.eval("1 +")', { returned: 'failed to compile expression: unexpected end', kind: 'Internal', retryable: null }],
  [
    'expr.compile("(")',
    { returned: 'failed to compile expression: unexpected end', kind: 'Internal', retryable: null },
  ],
  [
    'expr.eval("a matches b", {a = "x", b = "["})',
    { returned: 'a pattern of the expression is none', kind: 'Internal', retryable: null },
  ],
  ['expr.eval("1", 5)', { raised: 'bad argument #2 to eval (table expected, got number)' }],
  [
    'expr.eval("1", (function() local t = {} for i = 1, 20000 do t[i] = i end return {t = t} end)())',
    { returned: 'the environment has too many values', kind: 'Internal', retryable: null },
  ],
]);

const RE = (pattern: string, rest: string): string =>
  `local re = text.regexp.compile(${JSON.stringify(pattern)}) ${rest}`;
gives('text.regexp (lua-modules §15)', [
  [
    'finds what is there first',
    RE(
      'a+',
      'return {re:match_string("xaay"), re:match_string("x"), re:find_string("xaay"), tostring(re:find_string("x"))}',
    ),
    [true, false, 'aa', 'nil'],
  ],
  [
    'finds all, or so many',
    RE('[0-9]+', 'return {re:find_all_string("1 22 333"), re:find_all_string("1 22 333", 2), re:find_all_string("x")}'),
    [['1', '22', '333'], ['1', '22'], {}],
  ],
  [
    'gives groups, empty where one has no part in it',
    RE(
      '(a)|(b)',
      'return {re:find_string_submatch("b"), re:find_all_string_submatch("ab"), tostring(re:find_string_submatch("x"))}',
    ),
    [
      ['b', '', 'b'],
      [
        ['a', 'a', ''],
        ['b', '', 'b'],
      ],
      'nil',
    ],
  ],
  [
    'gives places in bytes, as string.sub takes them',
    RE(
      'ü',
      'local s = "aüü" local i = re:find_string_index(s) return {i, s:sub(i[1], i[2]), re:find_all_string_index(s)}',
    ),
    [
      [2, 3],
      'ü',
      [
        [2, 3],
        [4, 5],
      ],
    ],
  ],
  [
    'replaces with groups by number and name',
    RE('(?P<k>\\w+)=(\\w+)', 'return re:replace_all_string("a=1, b=2", "${2}:$k$$")'),
    '1:a$, 2:b$',
  ],
  ['replaces nothing where it is not', RE('z', 'return re:replace_all_string("abc", "x")'), 'abc'],
  [
    'splits as Go does',
    RE(',', 'return {re:split("a,b,,c"), re:split("a,b,c", 2), re:split("")}'),
    [['a', 'b', '', 'c'], ['a', 'b,c'], ['']],
  ],
  ['splits between all characters where it is empty', RE('', 'return re:split("abc")'), ['a', 'b', 'c']],
  [
    'tells of itself',
    RE('(?P<y>a)(b)', 'return {re:num_subexp(), re:subexp_names(), re:string()}'),
    [2, ['y', ''], '(?P<y>a)(b)'],
  ],
  [
    'takes time in proportion, whatever the expression',
    RE('(x+x+)+y', 'return re:match_string(("x"):rep(50000))'),
    false,
  ],
]);
refuses('text.regexp refuses', [
  ['text.regexp.compile("(")', { returned: 'invalid pattern: error parsing regexp: missing closing ): `(`' }],
  [
    'text.regexp.compile("(?=a)")',
    { returned: 'invalid pattern: error parsing regexp: invalid or unsupported Perl syntax: `(?=`' },
  ],
  ['text.regexp.compile(("a"):rep(2000))', { returned: 'pattern is longer than 1000 bytes' }],
  [
    'text.regexp.compile("a"):match_string(("a"):rep(4000000))',
    { returned: 'text is too long for this pattern: at most 1333333 bytes' },
  ],
  ['text.regexp.compile({})', { raised: 'bad argument #1 to compile (string expected, got table)' }],
]);

const SPLIT = (options: string, text: string): string =>
  `return (text.splitter.recursive(${options}):split_text(${JSON.stringify(text)}))`;
gives('text.splitter (lua-modules §15)', [
  ['leaves alone what is short', SPLIT('', 'a b'), ['a b']],
  [
    'splits at words, with what overlaps',
    SPLIT('{chunk_size = 9, chunk_overlap = 4}', 'one two three four'),
    ['one two', 'two three', 'four'],
  ],
  [
    'splits at paragraphs before lines',
    SPLIT('{chunk_size = 8, chunk_overlap = 0}', 'a\nb\n\nc d e f g h'),
    ['a\nb', 'c d e f', 'g h'],
  ],
  [
    'splits words that are too long, by characters',
    SPLIT('{chunk_size = 3, chunk_overlap = 1}', 'abcdef😀'),
    ['abc', 'cde', 'ef😀'],
  ],
  [
    'takes separators of its own, and keeps them',
    SPLIT('{chunk_size = 4, chunk_overlap = 0, separators = {";"}, keep_separator = true}', 'ab;cd;e'),
    ['ab', ';cd', ';e'],
  ],
  [
    'splits several, each with what is beside it',
    'return (text.splitter.recursive({chunk_size = 2, chunk_overlap = 0}):split_batch({{content = "a b", metadata = {page = 1}}, {content = "c"}}))',
    [{ content: 'a', metadata: { page: 1 } }, { content: 'b', metadata: { page: 1 } }, { content: 'c' }],
  ],
  [
    'overlaps no more than a chunk has where nobody says how much',
    SPLIT('{chunk_size = 2}', 'abcd'),
    ['ab', 'bc', 'cd'],
  ],
  [
    'holds nothing of chunks that are blank',
    'return (text.splitter.recursive({chunk_size = 16384, chunk_overlap = 16383, separators = {""}}):split_text((" "):rep(32768)))',
    {},
  ],
]);
refuses('text.splitter refuses', [
  ['text.splitter.recursive({chunk_size = 0})', { returned: 'chunk_size must be a positive integer' }],
  ['text.splitter.recursive({chunk_overlap = -1})', { returned: 'chunk_overlap must be an integer of 0 or more' }],
  [
    'text.splitter.recursive({chunk_size = 9, chunk_overlap = 9})',
    { returned: 'chunk_overlap must be less than chunk_size' },
  ],
  [
    'text.splitter.recursive({chunk_size = 32768, chunk_overlap = 32767}):split_text(("a"):rep(65536))',
    { raised: 'not enough memory' },
  ],
  [
    'text.splitter.recursive({chunk_size = 1, chunk_overlap = 0}):split_batch({{content = ("a"):rep(65536), metadata = {about = ("a"):rep(9999)}}})',
    { raised: 'not enough memory' },
  ],
  ['text.splitter.recursive({separators = "x"})', { returned: 'separators must be a list of 1 to 20 texts' }],
  ['text.splitter.recursive():split_batch({1})', { returned: 'pages must be a list of {content, metadata}' }],
  ['text.splitter.recursive():split_text(("x"):rep(300000))', { returned: 'text is longer than 65536 bytes' }],
]);

const DIFF = (rest: string): string => `local d = text.diff.new() ${rest}`;
gives('text.diff (lua-modules §15)', [
  [
    'says what makes one text of another',
    DIFF('return d:compare("hello world", "hello there")'),
    [
      { operation: 'equal', text: 'hello ' },
      { operation: 'delete', text: 'wo' },
      { operation: 'insert', text: 'the' },
      { operation: 'equal', text: 'r' },
      { operation: 'delete', text: 'ld' },
      { operation: 'insert', text: 'e' },
    ],
  ],
  [
    'cuts no character',
    DIFF('return d:compare("a😀b", "a😁b")'),
    [
      { operation: 'equal', text: 'a' },
      { operation: 'delete', text: '😀' },
      { operation: 'insert', text: '😁' },
      { operation: 'equal', text: 'b' },
    ],
  ],
  ['counts bytes', DIFF('return d:summarize(d:compare("aä", "ab"))'), { insertions: 1, deletions: 2, equals: 1 }],
  [
    'shows differences in colors and as HTML',
    DIFF('local diffs = d:compare("a<", "a\\n") return {d:pretty_text(diffs), d:pretty_html(diffs)}'),
    [
      'a\u001B[31m<\u001B[0m\u001B[32m\n\u001B[0m',
      '<span>a</span><del style="background:#ffe6e6;">&#60;</del><ins style="background:#e6ffe6;">&para;<br></ins>',
    ],
  ],
  [
    'makes patches that fit texts nearby as well',
    DIFF(
      'local p = d:patch_make("The quick brown fox", "The slow brown fox") return {p[1].text, {d:patch_apply(p, "Then the quick brown fox")}, {d:patch_apply(p, "nothing of it")}}',
    ),
    ['@@ -1,13 +1,12 @@\n The \n-quick\n+slow\n  bro\n', ['Then the slow brown fox', true], ['nothing of it', false]],
  ],
  [
    'makes patches of characters beyond the first plane',
    DIFF('local p = d:patch_make("x😀y", "x😁y") return {d:patch_apply(p, "x😀y")}'),
    ['x😁y', true],
  ],
  ['leaves out patches that are none', DIFF('return {d:patch_apply({{text = "no"}, 5}, "a")}'), ['a', true]],
  [
    'takes options',
    'return {text.diff.new({diff_timeout = 0, match_threshold = 0, patch_margin = 1}):patch_apply({{text = "@@ -1,3 +1,3 @@\\n a\\n-b\\n+x\\n c\\n"}}, "zzabc")}',
    ['zzabc', false],
  ],
]);
const TOO_MUCH = 'the table has too many values or too much text in it';
/** A list of many that have one and the same text, which Lua has once. */
const SHARED = (item: string): string =>
  `(function() local s, t = ("x"):rep(20000), {} for i = 1, 100 do t[i] = ${item} end return t end)()`;
refuses('text.diff refuses', [
  ['text.diff.new(5)', { raised: 'bad argument #1 to new (table expected, got number)' }],
  ['text.diff.new():compare("a")', { raised: 'bad argument #3 to compare (string expected, got nil)' }],
  [
    'text.diff.new():compare(("a"):rep(40000), ("b"):rep(40000))',
    { returned: 'texts are longer than 60000 characters', kind: 'Invalid' },
  ],
  ...['summarize', 'pretty_text', 'pretty_html'].map(
    (name) =>
      [`text.diff.new():${name}(${SHARED('{operation = "insert", text = s}')})`, { returned: TOO_MUCH }] as const,
  ),
  [`text.diff.new():patch_apply(${SHARED('{text = s}')}, "a")`, { returned: TOO_MUCH }],
  [`text.splitter.recursive():split_batch(${SHARED('{content = "a", metadata = {s}}')})`, { returned: TOO_MUCH }],
  [`text.splitter.recursive():split_batch(${SHARED('{content = "a", metadata = {[s] = 1}}')})`, { returned: TOO_MUCH }],
  ['text.diff.new():summarize({a = 1})', { returned: 'diffs must be a list of {operation, text}', kind: 'Invalid' }],
  ...[
    '{}, ("a"):rep(70000)',
    String.raw`{{text = "@@ -1,27000 +1,27000 @@\n" .. ("-q\n+w\n abcdefgh\n"):rep(3000)}}, "a"`,
  ].map(
    (given) =>
      [
        `text.diff.new():patch_apply(${given})`,
        { returned: 'too many patches for a text of this length', kind: 'Invalid' },
      ] as const,
  ),
]);

const MARKDOWN = (options: string, lines: readonly string[]): string =>
  `return (text.splitter.markdown(${options}):split_text(${JSON.stringify(lines.join('\n'))}))`;
gives('text.splitter.markdown (lua-modules §15)', [
  [
    'gives each chunk its heading',
    MARKDOWN('', ['before', '', '# One #', 'text', '', 'more', '## Two', 'below', '# Three']),
    ['before', '# One\ntext\n\nmore', '## Two\nbelow', '# Three'],
  ],
  [
    'gives each chunk the headings above as well',
    MARKDOWN('{heading_hierarchy = true}', ['# One', '## Two', 'a', '### Three', 'b', '## Four', 'c']),
    ['# One\n## Two\na', '# One\n## Two\n### Three\nb', '# One\n## Four\nc'],
  ],
  [
    'gives headings that nothing is below, with those above them',
    MARKDOWN('{heading_hierarchy = true}', ['text', '# One', '## Two', '', '## Three', '#### Four', '# Five']),
    ['text', '# One\n## Two', '# One\n## Three\n#### Four', '# Five'],
  ],
  [
    'gives parts of what is below a long heading as long as a chunk is',
    MARKDOWN('{chunk_size = 8, chunk_overlap = 0}', ['# heading', 'one two three']),
    ['# heading\none two', '# heading\nthree'],
  ],
  ['leaves out blocks of code', MARKDOWN('', ['a', '```lua', '# no heading', '```', 'b']), ['a\n\nb']],
  [
    'keeps blocks of code whole where it is told to',
    MARKDOWN('{code_blocks = true}', ['~~~~', '# no heading', '~~~', '~~~~ ', 'b']),
    ['~~~~\n# no heading\n~~~\n~~~~ \n\nb'],
  ],
  [
    'makes a chunk of each row of a table',
    MARKDOWN('', ['| a | b |', '|---|:-:|', '| 1 | 2 |', '| 3 | 4 |', 'end']),
    ['| a | b |\n|---|:-:|\n| 1 | 2 |', '| a | b |\n|---|:-:|\n| 3 | 4 |', 'end'],
  ],
  [
    'joins the rows of a table where it is told to',
    MARKDOWN('{join_table_rows = true}', ['a|b', '-|-', '1|2', '3|4']),
    ['a|b\n-|-\n1|2\n3|4'],
  ],
  [
    'says where references lead',
    MARKDOWN('{reference_links = true}', ['[a][x], [x], [b] and [c](d)', '', '[x]: https://x.example "title"']),
    ['[a](https://x.example), [x](https://x.example), [b] and [c](d)'],
  ],
  ['sees no end of a line in what is none', MARKDOWN('', ['# One\u2028Two', 'text']), ['# One\u2028Two\ntext']],
  [
    'splits what is too long, below its heading',
    MARKDOWN('{chunk_size = 12, chunk_overlap = 0}', ['# H', 'one two three four']),
    ['# H\none two', '# H\nthree', '# H\nfour'],
  ],
  [
    'begins a chunk with the paragraph that does not fit',
    MARKDOWN('{chunk_size = 9, chunk_overlap = 0}', ['aaaa', '', 'bbb', '', 'cc']),
    ['aaaa\n\nbbb', 'cc'],
  ],
]);

/** Colours for definition files: Monaco's YAML, with texts of other languages inside block scalars coloured as what they are. */
import { languages } from 'monaco-editor/editor';
import { conf, language } from 'monaco-editor/languages/definitions/yaml/yaml';

/** A line that stands no further right than the key of the block, which `$S2` is the indentation of. */
const LEAVES: languages.IMonarchLanguageRule = [
  /^(?!$S2 +\S|\s*$)/,
  { token: '@rematch', next: '@popall', nextEmbedded: '@pop' },
];

export const yamlLanguage: languages.IMonarchLanguage = {
  ...language,
  tokenizer: {
    ...language.tokenizer,
    root: [
      [/^( *)(source)(:)( +)((?:&\S+ +)?)([|>][-+\d]* *)$/, keyOf('@blockOfCode.$1')],
      [/^( *)(wit)(:)( +)((?:&\S+ +)?)([|>][-+\d]* *)$/, keyOf('@blockOfWit.$1')],
      ...(language.tokenizer['root'] ?? []),
    ],
    // Which language it is its first line tells: WebAssembly Text begins with a parenthesis or with a comment of its own.
    blockOfCode: [
      [/^(?=$S2 +[(;])/, { token: '@rematch', switchTo: '@wat.$S2', nextEmbedded: 'wat' }],
      [/^(?=$S2 +\S)/, { token: '@rematch', switchTo: '@lua.$S2', nextEmbedded: 'lua' }],
      [/^(?=\S)/, { token: '@rematch', next: '@popall' }],
      [/\s+/, 'white'],
      [/./, { token: '@rematch', next: '@popall' }],
    ],
    blockOfWit: [
      [/^(?=$S2 +\S)/, { token: '@rematch', switchTo: '@wit.$S2', nextEmbedded: 'wit' }],
      [/\s+/, 'white'],
      [/./, { token: '@rematch', next: '@popall' }],
    ],
    wat: [LEAVES],
    lua: [LEAVES],
    wit: [LEAVES],
  },
};

function keyOf(next: string): languages.IExpandedMonarchLanguageAction[] {
  return [
    { token: 'white' },
    { token: 'type' },
    { token: 'operators' },
    { token: 'white' },
    { token: 'namespace' },
    { token: 'operators', next },
  ];
}

export const yamlConfiguration: languages.LanguageConfiguration = {
  ...conf,
  onEnterRules: [
    // Keys of an item stand behind its dash, and what belongs to one of them further in.
    {
      beforeText: /^\s*- .*:\s*(?:[|>][-+\d]*\s*)?$/,
      action: { indentAction: languages.IndentAction.Indent, appendText: '  ' },
    },
    { beforeText: /:\s*(?:&\S+\s*)?(?:[|>][-+\d]*\s*)?$/, action: { indentAction: languages.IndentAction.Indent } },
    { beforeText: /^\s*- \w[\w.]*: .*$/, action: { indentAction: languages.IndentAction.None, appendText: '  ' } },
  ],
};

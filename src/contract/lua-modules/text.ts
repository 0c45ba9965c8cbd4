import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §15. Expressions have the syntax of RE2, as Go has them; places count bytes from 1, both ends included. */
export const textSpec = {
  name: 'text',
  doc: 'Regular expressions, and texts in chunks.',
  functions: {},
  fields: {
    regexp: {
      doc: 'Regular expressions in the syntax of RE2.',
      functions: {
        compile: {
          signature: '(pattern: string) -> (any, error?)',
          doc: 'The expression, to be used again and again.',
        },
      },
    },
    splitter: {
      doc: 'Texts in chunks that overlap.',
      functions: {
        recursive: {
          signature:
            '(options: {chunk_size: number?, chunk_overlap: number?, separators: {string}?, keep_separator: boolean?}?) -> (any, error?)',
          doc: 'Splits at paragraphs, where those are too long at lines, then at words, then anywhere; 512 characters each, 100 of them twice.',
        },
        markdown: {
          signature:
            '(options: {chunk_size: number?, chunk_overlap: number?, code_blocks: boolean?, reference_links: boolean?, heading_hierarchy: boolean?, join_table_rows: boolean?, separators: {string}?}?) -> (any, error?)',
          doc: 'Splits Markdown: each chunk has the heading that it stands below. Blocks of code are left out where nothing else is said.',
        },
      },
    },
    diff: {
      doc: 'What differs between texts.',
      functions: {
        new: {
          signature:
            '(options: {diff_timeout: number?, diff_edit_cost: number?, match_threshold: number?, match_distance: number?, patch_delete_threshold: number?, patch_margin: number?}?) -> (any, error?)',
          doc: 'Compares texts, makes patches of what differs and applies them.',
        },
      },
    },
  },
  types: {
    differ: {
      compare: {
        signature: '(before: string, after: string) -> ({{operation: string, text: string}}?, error?)',
        doc: 'What makes the second of the first: equal, delete and insert, in order.',
      },
      summarize: {
        signature: '(diffs: {any}) -> ({insertions: number, deletions: number, equals: number}?, error?)',
        doc: 'Bytes of each operation.',
      },
      pretty_text: { signature: '(diffs: {any}) -> (string?, error?)', doc: 'In the colors of a terminal.' },
      pretty_html: { signature: '(diffs: {any}) -> (string?, error?)', doc: 'As HTML.' },
      patch_make: {
        signature: '(before: string, after: string) -> ({{text: string}}?, error?)',
        doc: 'Patches that make the second of the first.',
      },
      patch_apply: {
        signature: '(patches: {{text: string}}, text: string) -> (string?, any)',
        doc: 'Applies them to a text, which may be another one; the second result says whether all of them fit.',
      },
    },
    splitter: {
      split_text: { signature: '(text: string) -> ({string}?, error?)', doc: 'The chunks of a text.' },
      split_batch: {
        signature: '(pages: {{content: string, metadata: any}}) -> ({{content: string, metadata: any}}?, error?)',
        doc: 'The chunks of several texts, each with what its text has beside it.',
      },
    },
    regexp: {
      match_string: { signature: '(text: string) -> (boolean, error?)', doc: 'Whether it is somewhere in the text.' },
      find_string: { signature: '(text: string) -> (string?, error?)', doc: 'Where it is first: the text there.' },
      find_all_string: {
        signature: '(text: string, limit: number?) -> ({string}?, error?)',
        doc: 'The text at each place that it is at.',
      },
      find_string_submatch: {
        signature: '(text: string) -> ({string}?, error?)',
        doc: 'Where it is first: the text there, and that of each group.',
      },
      find_all_string_submatch: {
        signature: '(text: string, limit: number?) -> ({{string}}?, error?)',
        doc: 'The same of each place.',
      },
      find_string_index: {
        signature: '(text: string) -> ({number}?, error?)',
        doc: 'Where it is first: its first and its last byte.',
      },
      find_all_string_index: {
        signature: '(text: string, limit: number?) -> ({{number}}?, error?)',
        doc: 'The same of each place.',
      },
      replace_all_string: {
        signature: '(text: string, replacement: string) -> (string?, error?)',
        doc: 'The text with all of it replaced; `${1}` or `${name}` stand for groups.',
      },
      split: {
        signature: '(text: string, limit: number?) -> ({string}?, error?)',
        doc: 'What is between the places, in at most so many parts.',
      },
      num_subexp: { signature: '() -> number', doc: 'How many groups it has.' },
      subexp_names: { signature: '() -> {string}', doc: 'Names of the groups, empty for those without.' },
      string: { signature: '() -> string', doc: 'The expression as it was written.' },
    },
  },
} as const satisfies LuaModuleSpec;

/**
 * Packages as people write them, each with a world, and texts with one mistake each. The official tool accepts the former and
 * refuses the latter; `syntax-check.test.ts` holds that. Seeds of the fuzz test as well.
 */

/** `functions` = what the parser has to find, in order. */
export interface CorpusText {
  readonly text: string;
  readonly world: string;
  readonly functions: readonly string[];
}

const good = (world: string, functions: readonly string[], text: string): CorpusText => ({ world, functions, text });

export const VALID: Readonly<Record<string, CorpusText>> = {
  'a calculator': good(
    'calculator',
    ['docs:adder/add@0.1.0#add'],
    `package docs:adder@0.1.0;

interface add {
  add: func(x: u32, y: u32) -> u32;
}

world calculator {
  export add;
}
`,
  ),
  'a function of a world': good(
    'main',
    ['greet'],
    'package demo:hello;\nworld main { export greet: func(name: string) -> string; }',
  ),
  'every scalar': good(
    'w',
    ['a:b/i#f'],
    `package a:b;
interface i {
  f: func(a: bool, b: s8, c: u8, d: s16, e: u16, f: s32, g: u32, h: s64, i: u64, j: f32, k: f64, l: char, m: string);
}
world w { export i; }`,
  ),
  'every compound type': good(
    'w',
    ['a:b/i#f', 'a:b/i#g'],
    `package a:b;
interface i {
  record point { x: s32, y: s32 }
  variant shape { circle(point), square(tuple<point, u32>), nothing, }
  enum color { red, green, blue }
  flags access { read, write, execute-all }
  type shapes = list<shape>;
  f: func(a: shapes, b: option<color>, c: access) -> result<list<point>, string>;
  g: func(a: result, b: result<u8>, c: result<_, string>, d: list<u8>, e: tuple<u8,>) -> tuple<bool, option<option<u8>>>;
}
world w { export i; }`,
  ),
  'types used before they are defined': good(
    'w',
    ['a:b/i#f'],
    `package a:b;
interface i {
  f: func(u: users) -> option<user>;
  type users = list<user>;
  record user { name: string, tags: tags, boss: option<id> }
  type tags = list<tag>;
  type tag = string;
  type id = u64;
}
world w { export i; }`,
  ),
  'transform users': good(
    'transformer',
    ['demo:users/transform@1.0.0#transform-users'],
    `package demo:users@1.0.0;

/// Users in, users out.
interface transform {
  /** One user. */
  record user-record {
    /// Unique.
    id: u64,
    name: string,
    email: option<string>,
    tags: list<string>,
    active: bool,
  }
  record summary { count: u32, %list: list<user-record> }
  variant failure { empty, bad-user(tuple<u32, string>), %other(string) }
  /// Upper-cases names.
  /// Leaves the rest.
  transform-users: func(users: list<user-record>, limit: option<u32>) -> result<summary, failure>;
}
world transformer { export transform; }
`,
  ),
  'escaped names': good(
    '%world',
    ['a:b/interface#record-of', 'a:b/interface#variant', 'type'],
    `package a:b;
interface %interface {
  record %record { %type: u8, %u8: u16 }
  enum %enum { %func, %list, end }
  %record-of: func(%list: list<%record>) -> %enum;
  %variant: func();
}
world %world { export %interface; export %type: func(%string: string) -> string; }`,
  ),
  'names in capitals': good(
    'w',
    ['a:b/i#user-ID'],
    'package a:b; interface i { record r { HTTP-code: u16, A1-b2: u8 } user-ID: func(X: r) -> u32; } world w { export i; }',
  ),
  'use from the same package': good(
    'w',
    ['a:b/ops#move'],
    `package a:b@0.2.0;
interface types { record point { x: f32, y: f32 } enum axis { x, y } type distance = f32; }
interface ops {
  use types.{point, axis as direction, distance};
  move: func(p: point, along: direction, by: distance) -> point;
}
world w { export ops; }`,
  ),
  'use from another package': good(
    'w',
    ['app:main/run#run'],
    `package app:main;
package lib:geo@1.2.3-rc.1+build.5 {
  interface types { record point { x: f32, y: f32 } }
  interface more { use types.{point}; record line { a: point, b: point } }
}
use lib:geo/more@1.2.3-rc.1+build.5 as geo;
interface run {
  use lib:geo/types@1.2.3-rc.1+build.5.{point as p};
  use geo.{line};
  run: func(a: p, l: line) -> p;
}
world w { export run; }`,
  ),
  'a chain of use': good(
    'w',
    ['a:b/d#f'],
    `package a:b;
interface a { record r { x: u8 } }
interface b { use a.{r}; }
interface c { use b.{r as s}; type t = list<s>; }
interface d { use c.{t, s}; f: func(x: t) -> s; }
world w { export d; }`,
  ),
  'two versions of one package': good(
    'w',
    ['c:d/x@1.0.0#f', 'c:d/x@2.0.0#f'],
    `package a:b;
package c:d@1.0.0 { interface x { f: func() -> u8; } }
package c:d@2.0.0 { interface x { f: func() -> u16; } }
world w { export c:d/x@1.0.0; export c:d/x@2.0.0; }`,
  ),
  'clocks of wasi': good(
    'imports',
    ['wasi:clocks/monotonic-clock@0.2.3#now'],
    `package wasi:clocks@0.2.3;

package wasi:io@0.2.3 {
  @since(version = 0.2.0)
  interface poll {
    @since(version = 0.2.0)
    resource pollable {
      /// Whether it is ready.
      @since(version = 0.2.0)
      ready: func() -> bool;
      @since(version = 0.2.0)
      block: func();
    }
    @since(version = 0.2.0)
    poll: func(in: list<borrow<pollable>>) -> list<u32>;
  }
}

@since(version = 0.2.0)
interface monotonic-clock {
  @since(version = 0.2.0)
  use wasi:io/poll@0.2.3.{pollable};
  @since(version = 0.2.0)
  type instant = u64;
  @since(version = 0.2.0)
  type duration = u64;
  @since(version = 0.2.0)
  now: func() -> instant;
  @since(version = 0.2.0)
  subscribe-duration: func(when: duration) -> pollable;
}

@since(version = 0.2.0)
world imports {
  @since(version = 0.2.0)
  import monotonic-clock;
}
`,
  ),
  'files of wasi': good(
    'command',
    ['wasi:filesystem/types@0.2.3#filesystem-error-code', 'run'],
    `package wasi:filesystem@0.2.3;
package wasi:io@0.2.3 {
  interface error { resource error { to-debug-string: func() -> string; } }
  interface streams {
    use error.{error};
    variant stream-error { last-operation-failed(error), closed }
    resource input-stream { read: func(len: u64) -> result<list<u8>, stream-error>; }
    resource output-stream { check-write: func() -> result<u64, stream-error>; write: func(contents: list<u8>) -> result<_, stream-error>; }
  }
}
interface types {
  use wasi:io/streams@0.2.3.{input-stream, output-stream};
  use wasi:io/error@0.2.3.{error};
  type filesize = u64;
  enum descriptor-type { unknown, block-device, directory, regular-file }
  flags open-flags { create, directory, exclusive, truncate }
  record descriptor-stat { %type: descriptor-type, size: filesize }
  enum error-code { access, would-block, no-entry }
  resource descriptor {
    read-via-stream: func(offset: filesize) -> result<input-stream, error-code>;
    stat: func() -> result<descriptor-stat, error-code>;
    open-at: func(path: string, %flags: open-flags) -> result<descriptor, error-code>;
  }
  filesystem-error-code: func(err: borrow<error>) -> option<error-code>;
}
world command { import types; export run: func() -> result; }
`,
  ),
  'resources with all they can have': good(
    'w',
    ['a:b/i#merge'],
    `package a:b;
interface i {
  resource plain;
  resource blob {
    constructor(init: list<u8>);
    write: func(bytes: list<u8>);
    read: func(n: u32) -> list<u8>;
    merge: static func(lhs: own<blob>, rhs: borrow<blob>) -> blob;
    later: async func(p: plain);
    soon: static async func() -> string;
  }
  resource socket { constructor(host: string) -> result<socket, string>; }
  type alias = blob;
  record holder { b: own<alias>, others: list<plain> }
  merge: func(a: blob, b: borrow<alias>) -> holder;
}
world w { export i; }`,
  ),
  'types that calls cannot carry': good(
    'w',
    ['a:b/i#a', 'a:b/i#b'],
    `package a:b;
interface i {
  record r { x: u8 }
  a: func(a: stream<u8>, b: future<result<r, string>>, c: error-context, d: stream, e: future, f: map<string, list<r>>);
  b: async func() -> u8;
}
world w { export i; }`,
  ),
  'lists of fixed length': good(
    'w',
    ['a:b/i#f'],
    'package a:b; interface i { type key = list<u8, 32>; f: func(k: key, m: list<list<f32, 4>, 4>); } world w { export i; }',
  ),
  'interfaces inside of a world': good(
    'w',
    ['inner#twice'],
    `package a:b;
interface types { record r { x: u8 } }
world w {
  import log: interface { use types.{r}; log: func(what: r); }
  export inner: interface { use types.{r}; type n = u64; twice: func(n: n) -> r; }
}`,
  ),
  'types of a world': good(
    'w',
    ['f'],
    'package a:b; interface i { type t = u8; } world w { use i.{t}; record r { x: t } import g: func() -> r; export f: func(x: r) -> t; }',
  ),
  'one name imported and exported': good(
    'w',
    ['a:b/i#f', 'run'],
    'package a:b; interface i { f: func(); } world w { import i; export i; import run: func(); export run: func(); }',
  ),
  'include with other names': good(
    'w',
    ['run', 'a:b/i#f', 'go'],
    `package a:b;
world v { import log: func(s: string); export run: func(); export i; }
interface i { f: func(); }
world w { include v with { run as go, log as print } export i; }`,
  ),
  'include from another package': good(
    'w',
    ['run'],
    'package a:b; package c:d { world v { export run: func(); } } world w { include c:d/v; }',
  ),
  gates: good(
    'w',
    ['a:b/i@1.4.0#old', 'a:b/i@1.4.0#new'],
    `package a:b@1.4.0;
@unstable(feature = shiny-things)
interface i {
  @since(version = 1.0.0)
  @deprecated(version = 1.3.0)
  old: func();
  @unstable(feature = shiny-things) @deprecated(version = 1.4.0)
  new: func();
  @since(version = 1.0.0)
  record r { x: u8 }
}
world w { @unstable(feature = shiny-things) export i; }`,
  ),
  'comments everywhere': good(
    'w',
    ['a:b/i#f'],
    '// first\n/* second /* nested */ */ package /**/ a:b; // x\r\n/// docs\ninterface i { /** more */ f: func(/* none */) -> /* a */ u8; /***/ }\nworld w { export i; } /// last',
  ),
  'as deep as types may be': good(
    'w',
    ['a:b/i#f'],
    `package a:b; interface i { f: func(x: ${'list<'.repeat(99)}u8${'>'.repeat(99)}); } world w { export i; }`,
  ),
  'no line breaks': good(
    'w',
    ['a:b/i#f'],
    'package a:b;interface i{record r{a:u8,b:list<u8>}f:func(x:r)->r;}world w{export i;}',
  ),
};

const inInterface = (body: string): string =>
  `package a:b@1.0.0;\ninterface i {\n  ${body}\n}\nworld w { export i; }\n`;
const inPackage = (body: string): string => `package a:b;\n${body}\n`;

/** `place` = what the problem has to stand on. */
export interface BrokenText {
  readonly text: string;
  readonly place: string;
  readonly message: string;
}

const bad = (text: string, place: string, message: string): BrokenText => ({ text, place, message });

export const INVALID: Readonly<Record<string, BrokenText>> = {
  'an unknown type': bad(inInterface('f: func(a: s32, b: int);'), 'int', 'parse param type int'),
  'an unknown result': bad(inInterface('f: func() -> integer;'), 'integer', 'parse result type integer'),
  'an unknown type of a field': bad(inInterface('record r { a: list<str> }'), 'str', 'unknown type str'),
  'an unknown generic': bad(inInterface('f: func(a: array<u8>);'), 'array', 'parse param type array'),
  'a circle of one': bad(inInterface('record node { next: option<node> }'), 'node', 'type node depends on itself'),
  'a circle of three': bad(
    inInterface('type a = list<b>; type b = tuple<c, u8>; variant c { x(a) }'),
    'a',
    'type a depends on itself',
  ),
  'an empty record': bad(inInterface('record r {} f: func(x: r);'), '}', 'record r is empty'),
  'an empty variant': bad(inInterface('variant v {}'), '}', 'variant v is empty'),
  'an empty enum': bad(inInterface('enum e {}'), '}', 'enum e is empty'),
  'empty flags': bad(inInterface('flags g {} f: func(x: g);'), '}', 'flags g is empty'),
  'an empty tuple': bad(inInterface('f: func(x: tuple<>);'), 'tuple', 'a tuple has at least one type'),
  'a type that is there twice': bad(inInterface('type t = u8; record t { a: u8 }'), 't', 'type t is defined twice'),
  'a function that is there twice': bad(
    inInterface('f: func(); f: func(x: u8);'),
    'f',
    'function "f" is declared twice',
  ),
  'a function named as a type': bad(inInterface('record f { a: u8 } f: func();'), 'f', '"f" is a type already'),
  'functions with one name but for case': bad(
    inInterface('foo-bar: func(); FOO-bar: func();'),
    'FOO-bar',
    'FOO-bar and foo-bar are the same name, as case and dashes do not count',
  ),
  'a parameter that is there twice': bad(inInterface('f: func(a: u8, a: u8);'), 'a', 'parameter a is declared twice'),
  'a field that is there twice': bad(
    inInterface('record r { a-b: u8, ab: u8 } f: func(x: r);'),
    'ab',
    'field ab is declared twice',
  ),
  'a case that is there twice': bad(
    inInterface('variant v { a, b(u8), A } f: func(x: v);'),
    'A',
    'case A is declared twice',
  ),
  'a flag that is there twice': bad(inInterface('flags g { a, a } f: func(x: g);'), 'a', 'flag a is declared twice'),
  'a list without type': bad(inInterface('f: func(x: list);'), 'list', 'parse param type list'),
  'an error type that is missing': bad(
    inInterface('f: func() -> result<_>;'),
    '>',
    'expected , and the error type, found ">"',
  ),
  'a list of length zero': bad(
    inInterface('f: func(x: list<u8, 0>);'),
    '0',
    'a list of fixed length has 1 to 1073741824 elements',
  ),
  'keys of a map that are lists': bad(
    inInterface('f: func(x: map<list<u8>, u8>);'),
    'list<u8>',
    'the keys of a map are bool, integers, char or string',
  ),
  'a handle of a record': bad(inInterface('record r { a: u8 } f: func(x: borrow<r>);'), 'r', 'r is not a resource'),
  'a borrowed result': bad(
    inInterface('resource r; f: func() -> option<borrow<r>>;'),
    'option<borrow<r>>',
    'a function cannot return what is borrowed',
  ),
  'a second constructor': bad(
    inInterface('resource r { constructor(); constructor(a: u8); }'),
    'constructor',
    'constructor constructor is declared twice',
  ),
  'a method that is there twice': bad(
    inInterface('resource r { f: func(); f: static func(); }'),
    'f',
    'method f is declared twice',
  ),
  'a constructor of something else': bad(
    inInterface('resource r { constructor() -> u8; }'),
    'u8',
    'a constructor returns nothing, or result<r>',
  ),
  'a self that is there already': bad(
    inInterface('resource r { f: func(self: u8); }'),
    'self',
    'every method has a parameter self already',
  ),
  'no func': bad(inInterface('f: function();'), 'function', 'expected func, found "function"'),
  'a missing colon': bad(inInterface('f: func(x u8);'), 'u8', 'expected : and the type of parameter x, found "u8"'),
  'a missing comma': bad(inInterface('record r { a: u8 b: u8 }'), 'b', 'expected , or }, found "b"'),
  'a fat arrow': bad(inInterface('f: func() => u8;'), '=', 'expected ;, found "="'),
  'a missing brace': bad(
    'package a:b;\ninterface i { f: func();\nworld w { export i; }\n',
    'interface',
    'expected } to close interface i',
  ),
  'a brace too many': bad(inPackage('world w {} }'), '}', 'unexpected }'),
  'a comment without end': bad(inPackage('world w {} /* and'), '/*', 'the comment is never closed'),
  'an unknown interface': bad(
    inPackage('interface k { use other.{t}; } world w { export k; }'),
    'other',
    'interface other is not in this text',
  ),
  'an unknown name in use': bad(
    inPackage('interface i { type t = u8; } interface k { use i.{q}; } world w { export k; }'),
    'q',
    'interface i has no type q',
  ),
  'a function in use': bad(
    inPackage('interface i { f: func(); } interface k { use i.{f}; } world w { export k; }'),
    'f',
    'f is a function, not a type',
  ),
  'a circle of interfaces': bad(
    inPackage('interface i { use j.{a}; type b = u8; } interface j { use i.{b}; type a = u8; } world w { export i; }'),
    'i',
    'interface i depends on itself',
  ),
  'a package that is elsewhere': bad(
    inPackage('interface i { use c:d/types@1.0.0.{t}; } world w { export i; }'),
    'c:d/types@1.0.0',
    'package c:d@1.0.0 is not in this text',
  ),
  'a package that is there twice': bad(
    inPackage('package c:d { interface i {} } package c:d { interface j {} } world w {}'),
    'c:d',
    'package c:d is there twice',
  ),
  'a world that is no interface': bad(
    inPackage('world v {} world w { export v; }'),
    'v',
    'v is a world, not an interface',
  ),
  'an export that is there twice': bad(
    inPackage('interface i {} world w { export i; export i; }'),
    'i',
    '"a:b/i" is exported twice',
  ),
  'an interface and a world of one name': bad(inPackage('interface w {} world w {}'), 'w', '"w" is defined twice'),
  'worlds that include each other': bad(
    inPackage('world v { include w; } world w { include v; }'),
    'v',
    'world v depends on itself',
  ),
  'an include that is not there': bad(inPackage('world w { include v; }'), 'v', 'world v is not in this text'),
  'an include that hides a function': bad(
    inPackage('world v { export run: func(); } world w { include v; export run: func(); }'),
    'v',
    '"run" is exported twice',
  ),
  'a new name for nothing': bad(
    inPackage('world v { export run: func(); } world w { include v with { foo as go } }'),
    'foo',
    'world v has no foo to rename',
  ),
  'an unknown gate': bad(
    inInterface('@after(version = 1.0.0) f: func();'),
    'after',
    'unknown gate @after: there are @since, @unstable and @deprecated',
  ),
  'a gate without version': bad(
    inInterface('@since(feature = x) f: func();'),
    'feature',
    'expected version, found "feature"',
  ),
  'a gate with half a version': bad(
    inInterface('@since(version = 1.0) f: func();'),
    '1.0',
    'expected a version such as 1.0.0, found "1.0"',
  ),
  'a gate in a package without version': bad(
    inPackage('interface i { @since(version = 1.0.0) f: func(); } world w { export i; }'),
    '1.0.0',
    'the package has no version that this could belong to',
  ),
  'a gate of a version that is still to come': bad(
    'package a:b@1.0.0; interface i { @since(version = 1.1.0) f: func(); } world w { export i; }',
    '1.1.0',
    'the package has version 1.0.0, and nothing in it can be of a later one',
  ),
  'a gate of the version that a candidate is for': bad(
    'package a:b@1.0.0-rc.1; interface i { @since(version = 1.0.0) f: func(); } world w { export i; }',
    '1.0.0',
    'the package has version 1.0.0-rc.1, and nothing in it can be of a later one',
  ),
  'a gate in a text without a package': bad(
    'interface i { @since(version = 1.0.0) f: func(); } world w { export i; }',
    '1.0.0',
    'the text names no package that this version could belong to',
  ),
  'deprecated alone': bad(
    inInterface('@deprecated(version = 1.0.0) f: func();'),
    'deprecated',
    '@deprecated needs @since or @unstable beside it',
  ),
  'half a package name': bad(
    'package a;\nworld w {}\n',
    ';',
    `expected : and the second half of the package's name, found ";"`,
  ),
  'a version of one number': bad('package a:b@1;\nworld w {}\n', '1', 'expected a version such as 1.0.0, found "1"'),
};

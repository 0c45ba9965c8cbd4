import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import { readFetched, readPasted } from './pasted.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const files = (text: string): unknown => {
  const read = readPasted(text);
  return read.ok && read.value.kind === 'project' ? Object.fromEntries(read.value.project.files) : read;
};
const refusal = (text: string): string => {
  const read = readPasted(text);
  return read.ok ? JSON.stringify(read.value) : read.error.message;
};

describe('what was pasted', () => {
  it('may be a link of this page, wherever the page stands', () => {
    for (const link of ['#p1.abc', 'https://play.example/x/?embed#p1.abc', ' http://localhost:4173/#example=hello\n'])
      expect(readPasted(link), link).toMatchObject({ ok: true, value: { kind: 'link' } });
  });

  it('may be an address, of which the content is fetched and not the page around it', () => {
    const addresses = [
      ['https://example.com/a.wat#top', 'https://example.com/a.wat'],
      ['https://gist.github.com/someone/0123456789abcdef0123', 'https://api.github.com/gists/0123456789abcdef0123'],
      [
        `https://gist.github.com/someone/0123456789abcdef0123/${'ab'.repeat(20)}`,
        `https://api.github.com/gists/0123456789abcdef0123/${'ab'.repeat(20)}`,
      ],
      ['https://github.com/o/r/blob/main/src/a.lua', 'https://raw.githubusercontent.com/o/r/main/src/a.lua'],
    ] as const;
    for (const [typed, url] of addresses)
      expect(readPasted(typed)).toEqual({ ok: true, value: { kind: 'address', url } });
  });

  it('is refused with a reason where nothing could or should be fetched', () => {
    expect(refusal('')).toContain('nothing here');
    expect(refusal('ftp://example.com/a')).toContain('not of ftp');
    expect(refusal('https://me:secret@example.com/')).toContain('password');
    expect(refusal('javascript://%0aalert(1)')).toContain('not of javascript');
    expect(refusal('what is this')).toContain('cannot be told');
    expect(refusal('x'.repeat(LIMITS.importBytes + 1))).toMatch(/MB/);
  });

  it('may be the text of one file, named by what it says', () => {
    expect(files('version: "1.0"\nnamespace: app\n')).toEqual({ '_index.yaml': 'version: "1.0"\nnamespace: app\n' });
    expect(files(';; add\n(module)')).toEqual({ 'main.wat': ';; add\n(module)' });
    expect(files('package a:b;\n')).toEqual({ 'main.wit': 'package a:b;\n' });
    const registry = '{"version": "1.0", "namespace": "app", "entries": []}';
    expect(files(registry)).toEqual({ '_index.yaml': registry });
    const commented = '--[==[ one\ntwo ]] three ]==]\n--[[\nfour\n]]\nreturn 1';
    expect(files(commented)).toEqual({ 'main.lua': commented });
    expect(files('-- hello\nlocal a = 1')).toEqual({ 'main.lua': '-- hello\nlocal a = 1' });
  });

  it('may be a gist as JSON, whose files become a project of its name', () => {
    const gist = { description: 'A sum', files: { 'a.wat': { filename: 'a.wat', content: '(module)' }, b: 'text' } };
    expect(readPasted(JSON.stringify(gist))).toMatchObject({ value: { project: { name: 'A sum' } } });
    expect(files(JSON.stringify(gist))).toEqual({ 'a.wat': '(module)', b: 'text' });
  });

  it.each([
    ['{"files": []}', 'not where they belong'],
    ['{"files": {"a": null}}', 'not there'],
    ['{"files": {"a": {"content": 1}}}', 'no name or no content'],
    ['{"files": {"a.wat": {"content": "(mod", "truncated": true}}}', 'cut a.wat short'],
    ['{"files": {"a": {"filename": "../../etc/passwd", "content": ""}}}', 'name'],
    ['{"files": {"/a": "x"}}', 'relative'],
    ['{"truncated": true, "files": {"a.lua": "return 1"}}', 'left out files'],
    ['{"files": {}}', 'no files'],
    ['{"other": 1}', 'cannot be told'],
    ['{"files": ', 'cannot be told'],
  ])('refuses %s', (text, said) => {
    expect(refusal(text)).toContain(said);
  });

  it('takes names of files that objects have for themselves, but for the one that no project may have', () => {
    expect(files('{"files": {"constructor": "x", "toString": "y"}}')).toEqual({ constructor: 'x', toString: 'y' });
    expect(refusal('{"files": {"__proto__": "x"}}')).toContain('reserved');
  });
});

describe('what was fetched', () => {
  const fetched = (text: string, url = 'https://example.com/main.lua') => readFetched(bytes(text), url);

  it('is a file of the name in its address', () => {
    expect(fetched('return 1')).toMatchObject({ ok: true, value: { files: new Map([['main.lua', 'return 1']]) } });
    const wasm = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    expect(readFetched(wasm, 'https://example.com/x')).toMatchObject({
      value: { files: new Map([['module.wasm', wasm]]) },
    });
  });

  it('is not followed anywhere, and no page of the web', () => {
    expect(fetched('https://example.com/other', 'https://example.com/x')).toMatchObject({ ok: false });
    expect(fetched('<!DOCTYPE html><title>', 'https://example.com/x')).toMatchObject({
      error: { message: expect.stringContaining('web page') },
    });
    expect(readFetched(new Uint8Array([0xff, 0xfe, 1]), 'https://example.com/%zz.lua')).toMatchObject({ ok: false });
    expect(readFetched(bytes('PK\u0003\u0004 no zip'), 'https://example.com/a.zip')).toMatchObject({ ok: false });
  });
});

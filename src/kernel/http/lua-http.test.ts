import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../contract/http.ts';
import { createTestKernel } from '../testing/test-kernel.ts';
import { endpoint, lua, open, project, ROUTER, SERVER, type Site } from './testing/site.ts';

describe('the Lua module http', () => {
  const answering = (body: string, path = '/x', method = 'GET'): Promise<Site> =>
    open(
      SERVER,
      ROUTER,
      lua('f', `local req, res = http.request(), http.response()\n${body}`),
      endpoint('e', method, path, 'f'),
    );

  it.each<[string, string]>([
    ['req:method()', 'POST'],
    ['req:path()', '/api/u/7/a/b'],
    ['req:host()', 'localhost:8080'],
    ['req:remote_addr()', '127.0.0.1'],
    ['req:content_type()', 'application/json; charset=utf-8'],
    ['req:content_length()', '11'],
    ['req:header("X-One")', '1'],
    ['req:header("x-none")', 'nil'],
    ['req:query("q")', 'a b&c'],
    ['req:query("none")', 'nil'],
    ['req:query("twice")', '1'],
    ['req:query_params().twice', '1,2'],
    ['req:param("id")', '7'],
    ['req:param("rest")', 'a/b'],
    ['req:param("none")', 'nil'],
    ['req:params().id', '7'],
    ['req:body()', '{"a":[1,2]}'],
    ['req:body_json().a[2]', '2'],
    ['req:has_body()', 'true'],
    ['req:is_content_type(http.CONTENT.JSON)', 'true'],
    ['req:is_content_type("text/plain")', 'false'],
    ['req:accepts("text/html")', 'true'],
    ['req:accepts("image/png")', 'false'],
    ['select(2, http.request({max_body = 5}):body())', 'request body too large (max 5 bytes)'],
  ])('says of a request: %s is %j', async (expression, expected) => {
    const { answer } = await answering(`res:write(tostring((${expression})))`, '/u/{id}/{rest...}', 'POST');
    const headers = {
      'X-One': '1',
      'content-type': 'application/json; charset=utf-8',
      accept: 'text/*;q=0.5, image/png;q=0',
    };
    const url = 'http://localhost:8080/api/u/7/a/b?q=a+b%26c&twice=1&twice=2';
    expect((await answer('POST', url, '{"a":[1,2]}', headers)).text).toBe(expected);
  });

  const FORM = [
    'before',
    '--B',
    'Content-Disposition: form-data; name="title"',
    '',
    'A "title"',
    '--B',
    'content-disposition: form-data; name=tag',
    '',
    'a',
    '--B',
    'content-disposition: form-data; name=tag',
    '',
    'b',
    '--B',
    'Content-Disposition: form-data; name="photo"; filename="C:\\\\up\\\\photo \\"1\\".png"',
    'Content-Type: image/png',
    '',
    'PNG--B',
    '\r\n',
    '--B--',
    '',
  ].join('\r\n');

  it.each<[string, string]>([
    ['form.values.title', 'A "title"'],
    ['form.values.tag', 'a,b'],
    ['form.values.photo', 'nil'],
    ['#form.files.photo', '1'],
    ['form.files.photo[1]:name()', 'photo "1".png'],
    ['form.files.photo[1]:size()', '10'],
    ['form.files.photo[1]:header("Content-Type")', 'image/png'],
    ['form.files.photo[1]:header("none")', 'nil'],
    ['form.files.photo[1]:stream():read(3)', 'PNG'],
    ['form.files.photo[1]:stream():read(0)', 'PNG--B\r\n\r\n'],
    ['req:stream():read(6)', 'before'],
  ])('reads a form with files: %s is %j', async (expression, expected) => {
    const { answer } = await answering(
      `local form, err = req:parse_multipart() if err then error(err) end res:write(tostring((${expression})))`,
      '/x',
      'POST',
    );
    const headers = { 'content-type': 'multipart/form-data; boundary="B"' };
    expect((await answer('POST', '/api/x', FORM, headers)).text).toBe(expected);
  });

  it.each([
    ['text/plain', 'x', "request Content-Type isn't multipart/form-data"],
    ['multipart/form-data', 'x', 'no multipart boundary param in Content-Type'],
    ['multipart/form-data; boundary=B', 'x', 'multipart: NextPart: EOF'],
    ['multipart/form-data; boundary=B', '--B\r\n\r\nx', 'multipart: NextPart: EOF'],
    ['multipart/form-data; boundary=B', '--B\r\nx\r\n\r\n\r\n--B--', 'malformed MIME header line: x'],
    ['multipart/form-data; boundary=B', '--B\r\n\r\n\r\n'.repeat(1001), 'multipart: message too large'],
  ])('refuses a form of type %s that is %j', async (type, body, why) => {
    const { answer } = await answering(
      'local _, err = req:parse_multipart() res:write(err:kind() .. " " .. err:message())',
      '/x',
      'POST',
    );
    const { text } = await answer('POST', '/api/x', body, { 'content-type': type });
    expect(text).toBe(`Invalid failed to parse multipart form: ${why}`);
  });

  it.each([
    ['', 'request body is empty'],
    ['{', 'failed to parse JSON: '],
  ])('tells that a body is no JSON: %j', async (body, message) => {
    const { answer } = await answering('res:write(tostring(select(2, req:body_json())))', '/x', 'POST');
    expect((await answer('POST', '/api/x', body)).text).toContain(message);
  });

  it.each<[string, Partial<HttpResponse>, string]>([
    [
      'res:write("hi")',
      {
        status: 200,
        headers: [
          ['content-type', 'text/plain; charset=utf-8'],
          ['content-length', '2'],
        ],
      },
      'hi',
    ],
    [
      'res:write("<html></html>")',
      {
        headers: [
          ['content-type', 'text/html; charset=utf-8'],
          ['content-length', '13'],
        ],
      },
      '<html></html>',
    ],
    [
      'res:write("\\0")',
      {
        headers: [
          ['content-type', 'application/octet-stream'],
          ['content-length', '1'],
        ],
      },
      '\0',
    ],
    [
      'res:set_status(201); res:set_header("X-A", "b"); res:write_json({a = 1})',
      {
        status: 201,
        headers: [
          ['x-a', 'b'],
          ['content-type', 'application/json'],
          ['content-length', '7'],
        ],
      },
      '{"a":1}',
    ],
    [
      'res:set_content_type("a/b"); res:write_json(1)',
      {
        headers: [
          ['content-type', 'a/b'],
          ['content-length', '1'],
        ],
      },
      '1',
    ],
    ['res:set_status(http.STATUS.NO_CONTENT)', { status: 204, headers: [] }, ''],
    ['res:set_status(404)', { status: 404, headers: [['content-length', '0']] }, ''],
    ['res:write("a"); res:flush(); res:write("b")', {}, 'ab'],
    [
      'res:set_transfer("sse"); res:write_event({name = "n", data = {1}}); res:write_event({data = "a\\nb"})',
      {
        headers: [
          ['content-type', 'text/event-stream'],
          ['content-length', '43'],
        ],
      },
      'event: n\ndata: [1]\n\ndata: a\ndata: b\n\n',
    ],
    ['res:write("begun"); error("too late")', { status: 200 }, 'begun'],
  ])('answers {%s}', async (body, response, text) => {
    const { answer } = await answering(body);
    const answered = await answer('GET', '/api/x');
    expect(answered).toMatchObject({
      ...response,
      ...(response.headers && text !== '' ? { headers: answered.headers } : {}),
      text,
    });
    for (const header of response.headers ?? []) {
      if (header[0] !== 'content-length') expect(answered.headers).toContainEqual(header);
    }
    if (text !== '') expect(answered.headers).toContainEqual(['content-length', String(answered.body.length)]);
  });

  it.each<[string, string]>([
    ['res:write("x"); return nil, res:set_header("a", "b")', 'cannot set headers after they are sent'],
    ['res:write("x"); return nil, res:set_status(201)', 'cannot set headers after they are sent'],
    ['return nil, res:set_status(1)', 'invalid status code: 1'],
    ['return nil, res:set_header("a b", "c")', 'invalid header name: "a b"'],
    ['return nil, res:set_header("a", "b\\r\\nc: d")', 'invalid value of header a'],
    ['return nil, res:set_transfer("x")', 'invalid transfer type: x'],
    ['return nil, res:write_event({name = "a\\nb"})', 'an event has a line break in its name'],
  ])('refuses {%s}', async (body, message) => {
    const { answer, sink } = await answering(body);
    await answer('GET', '/api/x');
    const error = sink.entries.find(({ source }) => source === 'call')?.call?.error;
    expect(error).toMatchObject({ message, kind: 'Invalid' });
  });

  it('has no request outside of an endpoint, nor in what the function of one calls', async () => {
    const { answer, kernel, settle } = await open(
      SERVER,
      ROUTER,
      lua(
        'inner',
        'local req, err = http.request()\nreturn tostring(req) .. " " .. err:kind() .. ": " .. err:message()',
      ),
      lua('f', 'http.response():write(funcs.call("app:inner"))'),
      endpoint('e', 'GET', '/x', 'f'),
    );
    const message = 'nil Internal: no HTTP request context found';
    expect((await answer('GET', '/api/x')).text).toBe(message);
    expect(await settle(kernel.call('app:inner', []))).toMatchObject({ value: message });
  });

  describe('counts bodies that code keeps', () => {
    const MiB = 2 ** 20;
    /** Texts of 20 answers to requests with a body of 1 MiB and more, of one world that may hold 16 MiB. */
    async function answers(main: string): Promise<string[]> {
      const made = createTestKernel({
        luaLimits: { memoryBytes: 16 * MiB, totalMemoryBytes: 64 * MiB, stringBytes: 8 * MiB },
      });
      const source = `local kept = {}
local function main()
  local req, res = http.request(), http.response()
  ${main}
  res:write(tostring(#kept))
end
return { main = main }`;
      const f = `name: f, kind: function.lua, method: main, modules: [http], source: ${JSON.stringify(source)}`;
      await made.settle(made.kernel.open(project(SERVER, ROUTER, f, endpoint('e', 'POST', '/x', 'f'))));
      await import('./serve.ts');
      const body = new TextEncoder().encode(FORM.replace('PNG', 'x'.repeat(MiB)));
      const headers = [['content-type', 'multipart/form-data; boundary=B']] as const;
      const texts: string[] = [];
      for (let count = 1; count <= 20; count++) {
        const result = await made.settle(
          made.kernel.fetch({ method: 'POST', url: '/api/x', headers, body: body.slice() }),
        );
        if (!('status' in result)) throw new Error(result.message);
        texts.push(new TextDecoder().decode(result.body));
      }
      return texts;
    }
    const counts = (length: number, step = 1): string[] => Array.from({ length }, (_, at) => String((at + 1) * step));
    const hasRoom = (texts: readonly string[]): boolean => texts.every((text) => !text.includes('not enough memory'));

    it.each([
      ['req', false],
      ['req:parse_multipart().files.photo[1]', false],
      ['req:stream()', false],
      ['req:stream():scanner()', false],
      ['res', true],
    ])('by %s, which holds nothing: %s', async (kept, holdsNothing) => {
      const texts = await answers(`kept[#kept + 1] = ${kept}`);
      expect(texts.slice(0, 9)).toEqual(counts(9));
      expect(hasRoom(texts)).toBe(holdsNothing);
    });

    it('once, by however many handles to one request', async () => {
      const texts = await answers('for i = 1, 100 do kept[#kept + 1] = http.request() end');
      expect(texts.slice(0, 9)).toEqual(counts(9, 100));
      expect(hasRoom(texts)).toBe(false);
    });

    it('no more once no handle is left', async () => {
      const texts = await answers('req = nil; req = http.request(); kept[1] = req');
      expect(texts).toEqual(Array.from({ length: 20 }, () => '1'));
    });
  });

  it('answers HEAD by GET, without the body', async () => {
    const { answer } = await answering('res:write(req:method())');
    expect(await answer('HEAD', '/api/x')).toMatchObject({ status: 200, text: '' });
    expect((await answer('HEAD', '/api/x')).headers).toContainEqual(['content-length', '4']);
  });
});

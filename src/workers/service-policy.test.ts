import { describe, expect, test } from 'vitest';
import { completeHeaders, documentPolicy, guestPolicy, headersFor, isolationHeaders } from './service-policy.ts';

describe('the headers of a path', () => {
  test('every path gets the isolation headers', () => {
    for (const path of ['/', '/some/base/', '/some/base/assets/kernel.worker-A1b2C3d4.js', '/missing']) {
      expect(headersFor(path)).toEqual(isolationHeaders);
    }
  });

  test('the guest’s script gets its policy, as a source and as a built file, below any base', () => {
    for (const path of ['/src/workers/guest.worker.ts', '/assets/guest.worker-A1b2_C-4.js', '/a/b/assets/guest.worker-A1b2C3d4.js']) {
      expect(headersFor(path)).toEqual({ ...isolationHeaders, 'Content-Security-Policy': guestPolicy });
    }
  });

  test('a name that only resembles the guest’s gets no policy', () => {
    for (const path of ['/assets/guest.worker-A1b2C3d4.js.map', '/assets/other-guest.worker-A1b2C3d4.js', '/guest.workers.ts']) {
      expect(headersFor(path)).toEqual(isolationHeaders);
    }
  });

  test('the guest’s policy closes the network and other workers', () => {
    expect(guestPolicy.split('; ')).toEqual(expect.arrayContaining(["default-src 'none'", "connect-src 'none'", "worker-src 'none'"]));
    expect(guestPolicy).not.toContain("'unsafe-eval'");
  });
});

describe('completing what a host sent', () => {
  const isolation = (headers: Headers) => Object.keys(isolationHeaders).map((name) => headers.get(name));

  test('what is missing is added and the rest stays', () => {
    const headers = completeHeaders('/', new Headers({ 'Content-Type': 'text/html', 'Cache-Control': 'max-age=600' }));
    expect(isolation(headers)).toEqual(['same-origin', 'require-corp', 'same-origin']);
    expect(headers.get('content-type')).toBe('text/html');
    expect(headers.get('cache-control')).toBe('max-age=600');
  });

  test('values that isolate as well stay', () => {
    const sent = {
      'Cross-Origin-Opener-Policy': 'same-origin; report-to="x"',
      'Cross-Origin-Embedder-Policy': 'credentialless',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    };
    expect(isolation(completeHeaders('/', new Headers(sent)))).toEqual(Object.values(sent));
  });

  test('values that do not isolate are replaced', () => {
    const sent = { 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups', 'Cross-Origin-Embedder-Policy': 'unsafe-none' };
    expect(isolation(completeHeaders('/', new Headers(sent)))).toEqual(['same-origin', 'require-corp', 'same-origin']);
  });

  test('a policy of the host stays in force beside the guest’s, which is not given twice', () => {
    const guest = '/assets/guest.worker-A1b2C3d4.js';
    const headers = completeHeaders(guest, new Headers({ 'Content-Security-Policy': "img-src 'none'" }));
    expect(headers.get('Content-Security-Policy')).toBe(`img-src 'none', ${guestPolicy}`);
    expect(completeHeaders(guest, headers).get('Content-Security-Policy')).toBe(`img-src 'none', ${guestPolicy}`);
  });
});

test('the document’s policy lets scripts of its own run, by file or by hash, and no others', () => {
  const scripts = documentPolicy(['sha256-abc=']).split('; ').find((directive) => directive.startsWith('script-src'));
  expect(scripts).toBe("script-src 'self' 'wasm-unsafe-eval' 'sha256-abc='");
});

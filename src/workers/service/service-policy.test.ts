import { describe, expect, test } from 'vitest';
import { completeHeaders, documentPolicy, headersFor, isolationHeaders, workerPolicies } from './service-policy.ts';

describe('the headers of a path', () => {
  test('every path gets the isolation headers', () => {
    for (const path of ['/', '/some/base/', '/some/base/assets/index-A1b2C3d4.js', '/missing']) {
      expect(headersFor(path)).toEqual(isolationHeaders);
    }
  });

  test.each(['guest', 'kernel', 'network', 'toolchain', 'monaco'] as const)(
    'the script of a %s worker gets its policy, as a source and as a built file, below any base',
    (kind) => {
      for (const path of [
        `/src/workers/${kind}.worker.ts`,
        `/assets/${kind}.worker-A1b2_C-4.js`,
        `/a/b/assets/${kind}.worker-A1b2C3d4.js`,
      ]) {
        expect(headersFor(path)).toEqual({ ...isolationHeaders, 'Content-Security-Policy': workerPolicies[kind] });
      }
    },
  );

  test('so does the service worker', () => {
    expect(headersFor('/a/b/sw.js')['Content-Security-Policy']).toBe(workerPolicies.service);
  });

  test('a name that only resembles one gets no policy', () => {
    for (const path of [
      '/assets/guest.worker-A1b2C3d4.js.map',
      '/assets/other-guest.worker-A1b2C3d4.js',
      '/guest.workers.ts',
      '/assets/sw.json',
    ]) {
      expect(headersFor(path)).toEqual(isolationHeaders);
    }
  });

  test('no worker may start one from elsewhere or run text as script, only those that fetch may fetch, and only the one of the network another origin', () => {
    for (const [kind, policy] of Object.entries(workerPolicies)) {
      const own = kind === 'toolchain' || kind === 'service' ? "'self'" : "'none'";
      const connections = kind === 'network' ? 'http: https:' : own;
      // Firefox asks it for the modules that a worker imports, WebKit for the workers' scripts that the service worker fetches.
      const modules = kind === 'monaco' ? "'none'" : "'self'";
      expect(policy.split('; ')).toEqual(
        expect.arrayContaining(["default-src 'none'", `connect-src ${connections}`, `worker-src ${modules}`]),
      );
      expect(policy.replace('connect-src http: https:', '')).not.toMatch(/'unsafe-|data:|blob:|https?:|\*/);
    }
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
    const sent = {
      'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
      'Cross-Origin-Embedder-Policy': 'unsafe-none',
    };
    expect(isolation(completeHeaders('/', new Headers(sent)))).toEqual(['same-origin', 'require-corp', 'same-origin']);
  });

  test('a policy of the host stays in force beside the guest’s, which is not given twice', () => {
    const guest = '/assets/guest.worker-A1b2C3d4.js';
    const headers = completeHeaders(guest, new Headers({ 'Content-Security-Policy': "img-src 'none'" }));
    expect(headers.get('Content-Security-Policy')).toBe(`img-src 'none', ${workerPolicies.guest}`);
    expect(completeHeaders(guest, headers).get('Content-Security-Policy')).toBe(
      `img-src 'none', ${workerPolicies.guest}`,
    );
  });
});

test('the document’s policy lets scripts of its own run, by file or by hash, and no others', () => {
  const scripts = documentPolicy(['sha256-abc='])
    .split('; ')
    .find((directive) => directive.startsWith('script-src'));
  expect(scripts).toBe("script-src 'self' 'wasm-unsafe-eval' 'sha256-abc='");
});

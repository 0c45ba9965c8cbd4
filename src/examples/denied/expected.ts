import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    /^undeclared -> .*unresolved host import "wasi_snapshot_preview1#clock_time_get"/,
    'declared -> true',
    /^funcs -> .*unresolved host import "wippy:runtime\/funcs@0\.1\.0#call-string"/,
    /^wasi:io -> .*unresolved host import "wasi:io\/error@0\.2\.0#\[method\]error\.to-debug-string"/,
    /^wasi:poll -> .*unresolved host import "wasi:io\/poll@0\.2\.0#poll"/,
    /^wasi:clocks -> .*unresolved host import "wasi:clocks\/monotonic-clock@0\.2\.0#now"/,
    /^wasi:cli -> .*unresolved host import "wasi:cli\/environment@0\.2\.0#get-arguments"/,
    /^wasi:filesystem -> .*unresolved host import "wasi:filesystem\/preopens@0\.2\.0#get-directories"/,
    /^wasi:random -> .*unresolved host import "wasi:random\/random@0\.2\.0#get-random-u64"/,
    /^wasi:sockets -> .*unresolved host import "wasi:sockets\/instance-network@0\.2\.0#instance-network"/,
    /^wasi:http -> .*unresolved host import "wasi:http\/types@0\.2\.0#\[constructor\]fields"/,
    'declared wasi:random -> true',
    'a filesystem -> PermissionDenied: not allowed to access filesystem: app:project',
    'a variable -> PermissionDenied: not allowed to access environment variable: TOKEN',
    'a function -> PermissionDenied: not allowed: app:declared_clock',
    /^a module -> false .*module 'http_client' not found$/,
  ],
  warnings: [
    'the module imports wasi_snapshot_preview1, which is not declared; calls to it will trap',
  ],
  notes: [
    'the component imports wippy:runtime/funcs@0.1.0, wasi:io/error@0.2.0, wasi:io/poll@0.2.0 and 6 more, which are not declared; calls to them will trap',
  ],
  value: true,
};

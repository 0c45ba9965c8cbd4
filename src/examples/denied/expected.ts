import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    /^undeclared -> .*unresolved host import "wasi_snapshot_preview1#clock_time_get"/,
    'declared -> true',
    'a filesystem -> PermissionDenied: not allowed to access filesystem: app:project',
    'a variable -> PermissionDenied: not allowed to access environment variable: TOKEN',
    'a function -> PermissionDenied: not allowed: app:declared_clock',
    /^a module -> false .*module 'http_client' not found$/,
  ],
  warnings: ['the module imports wasi_snapshot_preview1, which is not declared; calls to it will trap'],
  value: true,
};

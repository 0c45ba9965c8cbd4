import type { ProjectFiles } from '../../contract/api.ts';

/** Whether definitions mark entries as tests, as far as a look at the text tells: what there really is the registry says. */
export function hasTests(files: ProjectFiles): boolean {
  return Object.entries(files).some(
    ([path, text]) =>
      typeof text === 'string' &&
      /(?:^|\/)_index\.ya?ml$/.test(path) &&
      /^[^#\n]*\b(?:type|use_case)\s*:\s*["']?test\b/m.test(text),
  );
}

import type { ProjectFiles } from '../../contract/api.ts';

/** `command:` with the name in braces, or below it among the fields that are set in. */
const command =
  /\bcommand\s*:\s*(?:\{[^}]*?\bname\s*:\s*|(?:#.*)?\r?\n(?:[ \t]+[\w.-]+\s*:.*\r?\n)*?[ \t]+name\s*:\s*)("[^"\n]*"|'[^'\n]*'|[^\s,}#"']+)/g;

/**
 * Names of the project's commands (`meta.command`) as they are written down, in order and each once. Found without a full reading
 * of YAML, as definitions are: for what is offered while typing; what there really is the runtime says.
 */
export function commandNames(files: ProjectFiles): readonly string[] {
  const names = Object.entries(files).flatMap(([path, text]) =>
    typeof text === 'string' && /(?:^|\/)_index\.ya?ml$/.test(path)
      ? [...text.replaceAll(/^\s*#.*$/gm, '').matchAll(command)].map(([, name = '']) =>
          name.replaceAll(/^["']|["']$/g, ''),
        )
      : [],
  );
  return [...new Set(names)];
}

/** The browser's own dialog for files. */

export interface PickedFile {
  /** With its folders, where a folder was picked. */
  readonly path: string;
  readonly file: File;
}

export function pickFiles(what: 'files' | 'folder'): Promise<readonly PickedFile[]> {
  return ask((input) => {
    input.multiple = true;
    input.webkitdirectory = what === 'folder';
  });
}

/** Null when none was chosen. */
export async function pickFile(accept: string): Promise<File | null> {
  const [picked] = await ask((input) => {
    input.accept = accept;
  });
  return picked?.file ?? null;
}

function ask(prepare: (input: HTMLInputElement) => void): Promise<readonly PickedFile[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    prepare(input);
    input.addEventListener('change', () => {
      resolve([...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
    });
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

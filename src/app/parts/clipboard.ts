/** Copies, and says so; a browser may refuse. */
export async function copyText(text: string, notify: (message: string) => void, message = 'Copied'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify(message);
  } catch {
    notify('The browser did not allow copying');
  }
}

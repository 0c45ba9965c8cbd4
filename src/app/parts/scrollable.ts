/** For text that scrolls and has no control in it, which the keyboard could not reach otherwise. */
export function scrollable(label: string): {
  readonly tabIndex: 0;
  readonly role: 'region';
  readonly 'aria-label': string;
} {
  return { tabIndex: 0, role: 'region', 'aria-label': label };
}

/** Code for either form of binary, fetched with the first entry that has one. */
export const FORM_CODE = {
  /** Fetched once; rejects where it cannot be, which may go well the next time. So the other. */
  core: () => import('./core-code.ts'),
  component: () => import('./component-code.ts'),
};

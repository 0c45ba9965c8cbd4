/** fengari has no types; `fengari.ts` gives it the ones we use. */
declare module 'fengari-web/src/fengari-web.js' {
  const fengari: unknown;
  export default fengari;
}

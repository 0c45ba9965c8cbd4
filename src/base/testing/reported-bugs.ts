/** Mistakes of our own that the runtime survived and told of, in this test file. A test that means one takes it. */
const bugs: unknown[] = [];

export function recordBug(bug: unknown): void {
  bugs.push(bug);
}

/** Throws the oldest, if there is one. */
export function raiseBug(): void {
  if (bugs.length > 0) throw bugs.shift();
}

/** Hands over all. */
export function takeBugs(): unknown[] {
  return bugs.splice(0);
}

/** What ends every test: also one that came after the test had looked at its last result fails it. */
export function failOnBugs(): void {
  const [first, ...others] = takeBugs();
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new Error(`a mistake of our own was told of${more}`, { cause: first });
}

/** 0 when the letters of the query are not in the text in their order; more when they begin words or stand together. */
export function scoreCommand(text: string, query: string): number {
  const letters = query.toLowerCase().replaceAll(/\s+/g, '');
  if (letters === '') return 1;
  const lower = text.toLowerCase();
  let score = 0;
  let from = 0;
  let last = -2;
  for (const letter of letters) {
    const index = lower.indexOf(letter, from);
    if (index < 0) return 0;
    const beginsWord = index === 0 || !/[\p{L}\p{N}]/u.test(lower[index - 1] ?? '');
    score += 1 + (beginsWord ? 3 : 0) + (index === last + 1 ? 2 : 0);
    last = index;
    from = index + 1;
  }
  // Letters strewn over a long text are a coincidence.
  return score > letters.length * 1.6 || lower.includes(letters) ? score : 0;
}

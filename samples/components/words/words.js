/** "Crème brûlée, please!" becomes "creme-brulee-please". */
export function slug(title) {
  return title
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}

/** The most frequent words first; equally frequent ones by the alphabet. */
export function countWords(text, atLeast = 1) {
  const counts = new Map();
  for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= atLeast)
    .map(([word, count]) => ({ word, count }))
    .toSorted((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
}

/** What is thrown is the error of the result. */
export function prettyJson(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw { message: error.message, text };
  }
  return JSON.stringify(value, null, 2);
}

import { headerOf, queryOf, type MakeMiddleware, type Passage } from './middleware.ts';

/** `token_auth`: gives actor and scope to what comes behind, and refuses nobody. */
export const tokenAuth: MakeMiddleware = (options, { tokens }) => ({
  admit(passage) {
    const token = tokenIn(passage, options);
    if (token === '') return null;
    const id = options['token_auth.store'] ?? '';
    const store = tokens.find(id);
    if (!store) passage.hint(`token_auth: there is no token store ${id}`);
    const known = store?.validate(token);
    if (known?.ok) passage.context = { ...passage.context, actor: known.value.actor, scope: known.value.scope };
    return null;
  },
});

/** Empty without one. */
function tokenIn(passage: Passage, options: Readonly<Record<string, string>>): string {
  const option = (name: string): string => options[`token_auth.${name}`] ?? '';
  const prefix = option('header.prefix');
  const header = headerOf(passage, option('header.name')) ?? '';
  if (header.startsWith(prefix) && header !== '') return header.slice(prefix.length);
  return queryOf(passage, option('query.param')) || cookieOf(passage, option('cookie.name'));
}

function cookieOf(passage: Passage, name: string): string {
  for (const pair of (headerOf(passage, 'cookie') ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals >= 0 && pair.slice(0, equals).trim() === name)
      return pair
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1');
  }
  return '';
}

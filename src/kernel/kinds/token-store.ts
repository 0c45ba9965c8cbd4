import { tokenStore as description } from '../../project/kinds/token-store.ts';
import { TokenStore } from '../security/tokens.ts';
import type { KernelKind } from './kind.ts';

export const tokenStore: KernelKind<typeof description, TokenStore> = {
  description,
  load: ({ id, config }) => ({
    status: 'ready',
    diagnostics: [],
    create: ({ ports: { clock, random } }) => new TokenStore({ id, clock, random, ...config }),
  }),
  add: (store, { tokens }) => tokens.add(store),
  /** Tokens of the one before are not valid any more. */
  replace: (_before, after, { tokens }) => tokens.add(after),
  remove: (store, { tokens }) => tokens.remove(store),
};

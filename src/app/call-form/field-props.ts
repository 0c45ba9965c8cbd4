import type { ReactNode } from 'react';
import type { WitType } from '../../wit/types.ts';
import type { Draft } from '../model/arguments/draft.ts';

export interface ValueFieldProps {
  readonly label: string;
  readonly type: WitType;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** How many groups it stands in. */
  readonly depth: number;
  /** Of an item of a list: what moves and removes it. */
  readonly actions?: ReactNode;
}

/** Beyond it groups are no longer set in: a phone has no room for it. */
export const indentDepth = 6;

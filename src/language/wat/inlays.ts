/** Names beside indexes: `local.get 0` reads `$a`. */
import type { Inlay } from '../../contract/help.ts';
import { spaceOf, type WatModule, type WatName, type WatSpace } from './names.ts';
import type { WatList } from './tree.ts';

/** Text made by machines is full of indexes; beyond so many a text has none. */
const MAX_INLAYS = 20_000;

/** Behind each index of something that has a name; labels count from within and have none. */
export function inlaysWat(module: WatModule): readonly Inlay[] {
  const found: Inlay[] = [];
  const locals = new Map<WatList, readonly WatName[]>(module.functions.map((one) => [one.list, one.locals]));
  const visit = (list: WatList, own: readonly WatName[]): void => {
    let space: WatSpace | null = null;
    for (const node of list.nodes) {
      if (node.type === 'list') {
        visit(node, locals.get(node) ?? own);
        continue;
      }
      if (node.kind !== 'word') {
        space = null;
        continue;
      }
      const index = /^\d+$/.test(node.text) ? Number(node.text) : null;
      if (index === null) {
        space = spaceOf(node.text);
        continue;
      }
      const names = space === 'local' ? own : space === null ? [] : module.spaces.get(space);
      const name = names?.[index]?.name ?? '';
      if (name !== '') found.push({ offset: node.end, text: name });
      // A second number belongs to another kind of thing.
      space = null;
    }
  };
  visit(module.root, []);
  return found.length > MAX_INLAYS ? [] : found;
}

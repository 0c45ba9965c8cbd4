export interface Need<T, Place> {
  readonly target: T;
  readonly place: Place;
}

/**
 * The items, each behind everything it needs. A need that closes a circle is reported and otherwise left out. Takes time in
 * step with the number of needs and no stack, however long the chains are.
 */
export function inOrder<T, Place>(
  items: Iterable<T>,
  needsOf: (item: T) => readonly Need<T, Place>[],
  onCircle: (item: T, need: Need<T, Place>) => void,
): T[] {
  const order: T[] = [];
  const done = new Map<T, boolean>();
  for (const start of items) {
    if (done.has(start)) continue;
    const stack = [{ item: start, needs: needsOf(start), next: 0 }];
    done.set(start, false);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const need = top.needs[top.next++];
      if (!need) {
        done.set(top.item, true);
        order.push(top.item);
        stack.pop();
      } else if (!done.has(need.target)) {
        done.set(need.target, false);
        stack.push({ item: need.target, needs: needsOf(need.target), next: 0 });
      } else if (done.get(need.target) === false) onCircle(top.item, need);
    }
  }
  return order;
}

import type { FeatureImplementation, TreeInstance } from '@headless-tree/core';
import { beforeNextAct } from '../parts/acts.ts';

interface FocusData {
  /** Until the item that is to have the focus is drawn; tells whether it still is to have it. */
  isWanted?: (() => boolean) | undefined;
}

/**
 * Gives the focus to the item that is to have it as soon as that is drawn, unless the visitor has gone on by then. The library's own
 * way waits for an item up to half a second and takes the focus from wherever it is.
 */
export const treeFocusFeature: FeatureImplementation = {
  key: 'tree-focus',
  treeInstance: {
    updateDomFocus({ tree }) {
      tree.getDataRef<FocusData>().current.isWanted = beforeNextAct();
      // React draws what a key changed in a microtask that was asked for before this one.
      queueMicrotask(() => settleFocus(tree));
    },
  },
};

/** To be called whenever the tree has been drawn. */
export function settleFocus(tree: TreeInstance<string>): void {
  const data = tree.getDataRef<FocusData>().current;
  if (!data.isWanted) return;
  const { activeElement } = document;
  const isHere = activeElement === document.body || tree.getElement()?.contains(activeElement);
  if (data.isWanted() && isHere) {
    const element = tree.getFocusedItem().getElement();
    if (!element?.isConnected) return;
    element.focus();
  }
  data.isWanted = undefined;
}

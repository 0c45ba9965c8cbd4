import type { Name } from './ast.ts';

interface JumpBlock {
  readonly isLoop: boolean;
  readonly labels: Set<string>;
  pending: Name[];
}

export interface FunctionFrame {
  readonly isVararg: boolean;
  readonly blocks: JumpBlock[];
}

/**
 * Which labels and loops jumps can reach, while blocks open and close (Lua 5.3 §3.3.4). Jumps into the scope of a local are
 * left to the VM.
 */
export class Jumps {
  readonly #frames: FunctionFrame[] = [{ isVararg: true, blocks: [] }];

  get isVararg(): boolean {
    return this.#frames.at(-1)?.isVararg ?? true;
  }

  get isInLoop(): boolean {
    return this.#frames.at(-1)?.blocks.some((block) => block.isLoop) ?? false;
  }

  openFunction(isVararg: boolean): void {
    this.#frames.push({ isVararg, blocks: [] });
  }

  closeFunction(): void {
    this.#frames.pop();
  }

  openBlock(isLoop: boolean): void {
    this.#frames.at(-1)?.blocks.push({ isLoop, labels: new Set(), pending: [] });
  }

  /** The jumps of the block that lead nowhere, if no block around it is left in which they could find their label. */
  closeBlock(): readonly Name[] {
    const blocks = this.#frames.at(-1)?.blocks;
    const block = blocks?.pop();
    if (!block || block.pending.length === 0) return [];
    const open = block.pending.filter(({ name }) => !block.labels.has(name));
    const outer = blocks?.at(-1);
    if (!outer) return open;
    outer.pending.push(...open);
    return [];
  }

  /** False if the block has such a label. */
  addLabel(name: string): boolean {
    const labels = this.#frames.at(-1)?.blocks.at(-1)?.labels;
    if (!labels || labels.has(name)) return false;
    labels.add(name);
    return true;
  }

  addGoto(label: Name): void {
    this.#frames.at(-1)?.blocks.at(-1)?.pending.push(label);
  }
}

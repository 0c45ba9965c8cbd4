/** Index spaces of a component that is being instantiated in the making of a link plan. */
import type { CoreItem } from '../../contract/link-plan.ts';
import type { CoreFunctionType } from '../../wit/types.ts';
import type { ExternKind } from '../binary.ts';
import { Malformed } from '../cursor.ts';
import { Scope, type Extern, type Sort } from './entities.ts';

export interface CoreExtern {
  readonly kind: ExternKind;
  /** Of a function whose type is an ordinary one, and is known. */
  readonly type: CoreFunctionType | null;
  readonly item: CoreItem;
  /** Of a memory with addresses of 64 bits. */
  readonly isWide?: true;
}

export type CoreInstance = ReadonlyMap<string, CoreExtern>;

/** The spaces of component types, and those of the core. */
export class LinkScope extends Scope {
  /** Number of the component instance whose scope it is. */
  readonly instance: number;
  readonly #modules: number[] = [];
  readonly #coreInstances: CoreInstance[] = [];
  readonly #core: Readonly<Record<ExternKind, CoreExtern[]>> = {
    function: [],
    table: [],
    memory: [],
    global: [],
    tag: [],
  };

  constructor(parent: LinkScope | null, instance: number) {
    super(parent);
    this.instance = instance;
  }

  override add(extern: Extern): void {
    if (extern.sort === 'module' && extern.module !== undefined) this.#modules.push(extern.module);
    else super.add(extern);
  }

  override at(sort: Sort, index: number, offset: number): Extern {
    return sort === 'module' ? { sort, module: this.module(index, offset) } : super.at(sort, index, offset);
  }

  module(index: number, offset: number): number {
    return this.#modules[index] ?? missing('core module', index, offset);
  }

  addCoreInstance(instance: CoreInstance): void {
    this.#coreInstances.push(instance);
  }

  coreInstance(index: number, offset: number): CoreInstance {
    return this.#coreInstances[index] ?? missing('core instance', index, offset);
  }

  addCore(extern: CoreExtern): void {
    this.#core[extern.kind].push(extern);
  }

  core(kind: ExternKind, index: number, offset: number): CoreExtern {
    return this.#core[kind][index] ?? missing(`core ${kind}`, index, offset);
  }
}

function missing(what: string, index: number, offset: number): never {
  throw new Malformed(`${what} ${index} does not exist`, offset);
}

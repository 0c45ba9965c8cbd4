/** What guests see of a system: the `wasi` block of their entry, looked up for each call (spec/wasm §7). */
import { DisposableStore } from '../../base/disposable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { EntryId } from '../../contract/api.ts';
import { ErrorKind, failure, notFound, type Failure } from '../../contract/errors.ts';
import type { WasiConfig } from '../../project/kinds/wasi-field.ts';
import type { Frame } from '../scheduler/process.ts';
import { OpenFiles, type Mount } from './open-files.ts';
import type { Volume } from './volume.ts';

export interface CallWorld {
  readonly files: OpenFiles;
  readonly args: readonly string[];
  readonly cwd: string;
  /** By name. */
  readonly environment: readonly (readonly [string, string])[];
  /** What ends with the call. */
  readonly owned: DisposableStore;
}

export interface WorldSources {
  volume(id: EntryId): Volume | undefined;
  /** The stored value of a variable, without its default: null where it has none. A failure is that of the storage. */
  variable(id: string, frame: Frame): Result<string | null, Failure>;
  may(frame: Frame, action: string, resource: string): boolean;
}

const NOTHING: WasiConfig = { args: [], cwd: '/', env: [], mounts: [] };

/** By frame: what a call left open ends with it, closed or not. */
export class CallWorlds {
  readonly #sources: WorldSources;
  readonly #worlds = new WeakMap<Frame, CallWorld>();

  constructor(sources: WorldSources) {
    this.#sources = sources;
  }

  /** Why a call with these settings cannot begin; null where it can. */
  begin(frame: Frame, config: WasiConfig): Failure | null {
    const world = this.#make(frame, config);
    if (!world.ok) return world.error;
    this.#worlds.set(frame, world.value);
    return null;
  }

  /** Of a call that has no settings an empty one. */
  of(frame: Frame): CallWorld {
    let world = this.#worlds.get(frame);
    if (world) return world;
    world = {
      files: new OpenFiles([]),
      args: NOTHING.args,
      cwd: NOTHING.cwd,
      environment: [],
      owned: new DisposableStore(),
    };
    this.#worlds.set(frame, world);
    return world;
  }

  end(frame: Frame): void {
    const world = this.#worlds.get(frame);
    world?.files.closeAll();
    world?.owned.dispose();
    this.#worlds.delete(frame);
  }

  #make(frame: Frame, { args, cwd, env, mounts }: WasiConfig): Result<CallWorld, Failure> {
    const environment: [string, string][] = [];
    for (const { id, name, isRequired } of env) {
      const found = this.#sources.variable(id, frame);
      if (!found.ok) return err(found.error);
      if (found.value !== null && found.value !== '') environment.push([name, found.value]);
      else if (isRequired) return err(notFound(`required wasi env variable not found: ${id}`));
    }
    const mounted: Mount[] = [];
    for (const { fs, guest, isReadOnly } of mounts) {
      if (!this.#sources.may(frame, 'fs.get', fs))
        return err(failure(ErrorKind.permissionDenied, `not allowed to access filesystem: ${fs}`));
      const volume = this.#sources.volume(fs);
      if (!volume) return err(notFound(`wasi mount filesystem not found: ${fs}`));
      mounted.push({ volume, guest, isReadOnly });
    }
    environment.sort(([a], [b]) => (a < b ? -1 : 1));
    return ok({ files: new OpenFiles(mounted), args, cwd, environment, owned: new DisposableStore() });
  }
}

/**
 * A function that answers with what its instances have in memory, in place of its result: made for one call that somebody looks into,
 * and fetched with the first of them, so that no other call knows of it.
 */
import { joinBytes } from '../../base/bytes.ts';
import { INSPECTION_TYPE, type InspectedMark, type InspectedParts, type Inspects } from '../../contract/inspection.ts';
import type { StringEncoding } from '../../contract/link-plan.ts';
import { meterOf } from '../../contract/module-meter.ts';
import { pauseOf } from '../../contract/module-pause.ts';
import { stopOf } from '../../contract/module-stop.ts';
import { putValue } from '../../contract/hosts/values.ts';
import type { CallWatch, GuestFault, GuestPorts, Program, WatchedMemory } from '../../contract/ports.ts';
import type { GuestFunction } from '../../guest/guest-function.ts';
import type { InstanceMaker } from '../../guest/instances.ts';
import { MarkWalk } from '../../guest/inspection/marks.ts';
import { namesOf } from '../../guest/inspection/names.ts';
import {
  memoriesOf,
  takeSnapshot,
  textOfValue,
  type SeenInstance,
  type Snapshot,
} from '../../guest/inspection/snapshot.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import type { ByteReader, ByteWriter } from '../../wit/codec.ts';
import type { FunctionType } from '../../wit/types.ts';

/** What it is made of: the function as any call has it, over ports and instances that are watched. */
export type MakeFunction = (program: Program, ports: GuestPorts, instances: InstanceMaker) => GuestFunction;

export class InspectedFunction implements GuestFunction {
  readonly #function: GuestFunction;
  readonly #look: Look;

  constructor(program: Program, inspects: Inspects, ports: GuestPorts, instances: InstanceMaker, make: MakeFunction) {
    const { inspects: _, ...plain } = program;
    const type: FunctionType = { ...program.type, result: inspects.result };
    this.#look = new Look(type, instances);
    this.#function = make({ ...plain, type }, { ...ports, watch: this.#look }, this.#look);
  }

  get isLacking(): boolean {
    return this.#function.isLacking ?? false;
  }

  get isInside(): boolean {
    return this.#function.isInside ?? false;
  }

  run(args: ByteReader, result: () => ByteWriter): GuestFault | null {
    return this.#answer(this.#function.run(args, this.#aside), result);
  }

  async runSuspended(args: ByteReader, result: () => ByteWriter): Promise<GuestFault | null> {
    return this.#answer(await this.#function.runSuspended(args, this.#aside), result);
  }

  /** Where the result itself goes. */
  readonly #aside = (): ByteWriter => new StagingWriter();

  #answer(fault: GuestFault | null, result: () => ByteWriter): GuestFault | null {
    // Nobody waits for it, or there is nothing to be seen.
    if (fault && (fault.kind === 'interrupted' || fault.kind === 'lost' || !this.#look.hasSeen)) return fault;
    const { parts, bytes } = this.#look.answer(fault);
    putValue(INSPECTION_TYPE, [JSON.stringify(parts), bytes], result());
    return null;
  }
}

class Look implements CallWatch, InstanceMaker {
  readonly #type: FunctionType;
  readonly #instances: InstanceMaker;
  #seen: SeenInstance[] = [];
  #call: { name: string; entered: readonly string[]; returned: string | null } | null = null;
  #encoding: StringEncoding = 'utf8';
  #arguments: MarkWalk | null = null;
  #results: MarkWalk | null = null;
  /** As it was when the function came back. */
  #snapshot: Snapshot | null = null;

  constructor(type: FunctionType, instances: InstanceMaker) {
    this.#type = type;
    this.#instances = instances;
  }

  get hasSeen(): boolean {
    return this.#seen.length > 0;
  }

  begin(modules: readonly WebAssembly.Module[]): void {
    this.#seen = [];
    this.#call = null;
    this.#arguments = this.#results = this.#snapshot = null;
    this.#instances.begin(modules);
  }

  instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
    const instance = this.#instances.instantiate(module, imports);
    const stop = stopOf(module);
    const pause = pauseOf(module)?.places;
    const ours = [stop?.address, stop?.start, meterOf(module)?.fuel, pause?.fuel, pause?.seat, pause?.table];
    this.#seen.push({ instance, names: namesOf(module), ours: new Set(ours.filter((one) => typeof one === 'string')) });
    return instance;
  }

  entered(name: string, values: readonly unknown[], memory: WatchedMemory, encoding: StringEncoding): void {
    this.#call = { name, entered: values.map((value) => textOfValue(value)), returned: null };
    this.#encoding = encoding;
    const index = memoriesOf(this.#seen).findIndex(({ item }) => item.buffer === memory.bytes.buffer);
    if (index < 0) return;
    this.#arguments = new MarkWalk({ index, buffer: memory.bytes.buffer, encoding }, 'argument');
    this.#arguments.parameters(this.#type, values);
  }

  returned(value: unknown, memory: WatchedMemory): void {
    if (this.#call) this.#call.returned = textOfValue(value);
    this.#snapshot = takeSnapshot(this.#seen);
    memory.refresh();
    const { buffer } = memory.bytes;
    const index = this.#snapshot.buffers.indexOf(buffer);
    if (index < 0 || !this.#type.result) return;
    this.#results = new MarkWalk({ index, buffer, encoding: this.#encoding }, 'result');
    this.#results.result(this.#type.result, value);
  }

  answer(fault: GuestFault | null): { readonly parts: InspectedParts; readonly bytes: Uint8Array } {
    const snapshot = this.#snapshot ?? takeSnapshot(this.#seen);
    const walks = [this.#arguments, this.#results];
    const marks: InspectedMark[] = walks.flatMap((walk) => walk?.marks ?? []);
    const { memories, globals, tables, parts } = snapshot;
    this.#seen = [];
    this.#snapshot = null;
    return {
      parts: {
        call: this.#call,
        fault:
          fault && ('message' in fault ? fault.message : `exit with status ${'status' in fault ? fault.status : 0}`),
        memories,
        globals,
        tables,
        marks,
        areMarksCut: walks.some((walk) => walk?.isCut ?? false),
      },
      bytes: joinBytes(parts),
    };
  }
}

import type { Dispose } from './disposable.ts';

export type Listener<T> = (value: T) => void;

/** One kind of event with any number of listeners, called in the order they came. */
export class Emitter<T> {
  #listeners = new Set<Listener<T>>();

  on(listener: Listener<T>): Dispose {
    const own: Listener<T> = (value) => listener(value);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Whether anybody listens. */
  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

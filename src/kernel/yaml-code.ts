/** Which YAML this thread can read, and how it comes by the code that reads any. */
import { errorText } from '../base/error-text.ts';
import type { ProjectFiles } from '../contract/api.ts';
import { ErrorKind, failure, type Failure } from '../contract/errors.ts';
import { textsToRead } from '../project/registry/project.ts';
import type { ReadYaml, YamlText } from '../project/registry/yaml-node.ts';

/** Code only, and texts of ours: nothing of a project is in it, so all projects of a thread share one. */
export class YamlCode {
  readonly #load: () => Promise<{ readonly readYaml: ReadYaml }>;
  #ready: ReadonlyMap<string, YamlText> = new Map();
  #read: ReadYaml | null = null;

  constructor(load: () => Promise<{ readonly readYaml: ReadYaml }>) {
    this.#load = load;
  }

  /** Texts that were read when the page was built: for a project of these alone nothing is fetched. */
  keep(ready: readonly (readonly [text: string, read: YamlText])[]): void {
    this.#ready = new Map(ready);
  }

  /** Throws for a text that nobody has {@link need}ed. */
  readonly read: ReadYaml = (text) => {
    if (this.#read) return this.#read(text);
    const ready = this.#ready.get(text);
    if (!ready) throw new Error('a text is to be read as YAML, and nobody has loaded what reads it');
    return ready;
  };

  /** Fetches what the definitions of `files` need; null where it is here. Resolves to why it could not be fetched, or to null; then it is asked for again the next time. */
  need(files: ProjectFiles): Promise<Failure | null> | null {
    return this.#read || textsToRead(files).every((text) => this.#ready.has(text)) ? null : this.fetch();
  }

  /** As {@link need}, whatever is to be read. */
  async fetch(): Promise<Failure | null> {
    try {
      this.#read ??= (await this.#load()).readYaml;
      return null;
    } catch (error) {
      // The network, most likely: the next time may go well.
      const reason = errorText(error);
      return failure(ErrorKind.unavailable, `what reads definitions could not be loaded: ${reason}`, {
        retryable: true,
      });
    }
  }
}

/** That of this thread. */
export const YAML_CODE = new YamlCode(() => import('../project/registry/yaml-text.ts'));

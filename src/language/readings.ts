/** Texts as each language reads them, kept for as long as they are asked for. */
import { readLuaNames, type LuaNames } from './lua/names.ts';
import { TextMemo } from './text-memo.ts';
import { readWatModule, type WatModule } from './wat/names.ts';
import { readWit, type WitSource } from './wit/help.ts';
import { outlineYaml } from './yaml/outline.ts';
import type { YamlMap } from './yaml/tree.ts';

/** Characters of one language: a project of 5 000 lines, and some states of what is being written. What is read takes 100 bytes for each. */
const KEPT = 400_000;

export class Readings {
  readonly #yaml = new TextMemo<YamlMap>(outlineYaml, KEPT);
  readonly #wat = new TextMemo<WatModule>(readWatModule, KEPT);
  readonly #lua = new TextMemo<LuaNames>(readLuaNames, KEPT);
  readonly #wit = new TextMemo<WitSource>(readWit, KEPT);

  yaml(text: string): YamlMap {
    return this.#yaml.get(text);
  }

  wat(text: string): WatModule {
    return this.#wat.get(text);
  }

  lua(text: string): LuaNames {
    return this.#lua.get(text);
  }

  wit(text: string): WitSource {
    return this.#wit.get(text);
  }
}

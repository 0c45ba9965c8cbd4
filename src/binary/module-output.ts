/** Writes the numbers and sections of core modules. */
import { GrowingBytes } from '../base/bytes.ts';
import { putLeb, putSignedLeb } from '../base/leb128.ts';
import { Malformed } from './cursor.ts';

/** A part of a module that is written. Grows as needed: modules are bounded by their readers. */
export class ModuleOutput extends GrowingBytes {
  constructor() {
    super({
      firstBytes: 1024,
      maxBytes: 2 ** 30,
      keptBytes: Infinity,
      tooLarge: () => new Malformed('the module is too large', 0),
    });
  }

  leb(value: number): void {
    putLeb(value, this);
  }

  sleb(value: number): void {
    putSignedLeb(value, this);
  }

  all(bytes: Uint8Array): void {
    this.append(bytes, 0, bytes.length);
  }

  section(id: number, content: ModuleOutput): void {
    this.u8(id);
    this.leb(content.at);
    this.all(content.written);
  }
}

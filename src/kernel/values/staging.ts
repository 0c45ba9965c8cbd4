/** Private memory in which arguments are put together before anybody sees them. */
import { GrowingBytes } from '../../base/bytes.ts';
import { ByteLimitExceeded, MAX_VALUE_BYTES, NoMemory, type ByteWriter } from '../../wit/codec.ts';

/** A larger buffer is not kept: one call with a large value must not hold its memory for good. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** Of thousands of suspended calls each has one of these, mostly for a number or two. */
const FIRST_BYTES = 256;

/** Used for one value after another. Throws {@link ByteLimitExceeded} beyond `maxBytes`, {@link NoMemory} where the engine gives no more. */
export class StagingWriter extends GrowingBytes implements ByteWriter {
  constructor(maxBytes: number = MAX_VALUE_BYTES) {
    super({
      firstBytes: FIRST_BYTES,
      maxBytes,
      keptBytes: KEPT_BYTES,
      tooLarge: () => new ByteLimitExceeded(),
      noMemory: () => new NoMemory(),
    });
  }

  bytes(value: Uint8Array): void {
    this.append(value, 0, value.length);
  }
}

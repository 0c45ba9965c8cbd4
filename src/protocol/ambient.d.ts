/** The few members of the platform that exist in every thread and that the ES library does not declare. */

declare class TextDecoder {
  decode(input?: Uint8Array): string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}

/**
 * Header blocks of SPDY: names and values with their lengths, in one zlib stream for each direction.
 *
 * Models: SPDY Protocol draft 3.1 §2.6.10, RFC 1950, RFC 1951 §3.2.4
 */
import { constants, inflateRawSync } from "node:zlib";
import { HEADER_DICTIONARY } from "./header-dictionary.ts";

export type Headers = ReadonlyMap<string, string>;

/** Deflate looks no further back than this. */
const WINDOW = 32_768;
/** The header of a zlib stream, and the checksum of the dictionary behind it. */
const ZLIB_HEADER_LENGTH = 6;
const MAX_STORED = 0xffff;

/**
 * Every block ends at a whole byte (a sync flush), so each is a deflate stream of its own whose past is what came
 * before: nothing need be kept open between blocks.
 */
export class HeaderReader {
  #past: Buffer = HEADER_DICTIONARY;
  #isFirst = true;

  read(block: Buffer): Headers {
    const deflated = this.#isFirst ? block.subarray(ZLIB_HEADER_LENGTH) : block;
    this.#isFirst = false;
    const plain = inflateRawSync(deflated, { dictionary: this.#past, finishFlush: constants.Z_SYNC_FLUSH });
    this.#past = Buffer.concat([this.#past, plain]).subarray(-WINDOW);
    return parse(plain);
  }
}

/** Writes without compressing: stored blocks, which every inflater reads. */
export class HeaderWriter {
  #isFirst = true;

  write(headers: Headers): Buffer {
    const plain = format(headers).subarray(0, MAX_STORED);
    const parts = [stored(plain), stored(Buffer.alloc(0))];
    if (this.#isFirst) parts.unshift(Buffer.from([0x78, 0x01]));
    this.#isFirst = false;
    return Buffer.concat(parts);
  }
}

function stored(data: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(data.length, 1);
  head.writeUInt16LE(data.length ^ 0xffff, 3);
  return Buffer.concat([head, data]);
}

function parse(plain: Buffer): Headers {
  const headers = new Map<string, string>();
  const count = plain.readUInt32BE(0);
  let at = 4;
  const text = (): string => {
    const length = plain.readUInt32BE(at);
    at += 4 + length;
    return plain.subarray(at - length, at).toString();
  };
  for (let i = 0; i < count; i++) {
    const name = text().toLowerCase();
    headers.set(name, text());
  }
  return headers;
}

function format(headers: Headers): Buffer {
  const texts = [...headers].flat();
  const parts = texts.map((text) => {
    const bytes = Buffer.from(`\0\0\0\0${text}`);
    bytes.writeUInt32BE(bytes.length - 4);
    return bytes;
  });
  const count = Buffer.alloc(4);
  count.writeUInt32BE(headers.size);
  return Buffer.concat([count, ...parts]);
}

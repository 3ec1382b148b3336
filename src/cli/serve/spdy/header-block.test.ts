import { constants, deflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { HeaderReader, HeaderWriter } from "./header-block.ts";
import { HEADER_DICTIONARY } from "./header-dictionary.ts";

function plainBlock(headers: Record<string, string>): Buffer {
  const texts = Object.entries(headers).flat();
  const parts = texts.map((text) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]));
  return Buffer.concat([Buffer.from([0, 0, 0, texts.length / 2]), ...parts]);
}

it("the dictionary is the one whose checksum every SPDY/3 stream names", () => {
  const named = deflateSync(Buffer.alloc(0), { dictionary: HEADER_DICTIONARY }).subarray(2, 6);
  expect(named.toString("hex")).toBe("e3c6a7c2");
});

it("reads blocks of one compressor one by one, though later ones refer to earlier ones", () => {
  const blocks = [plainBlock({ streamType: "error" }), plainBlock({ streamType: "data", port: "80" })];
  const deflated = blocks.map((_, i) => {
    const upTo = Buffer.concat(blocks.slice(0, i + 1));
    return deflateSync(upTo, { dictionary: HEADER_DICTIONARY, finishFlush: constants.Z_SYNC_FLUSH });
  });
  const reader = new HeaderReader();
  expect([...reader.read(deflated[0] as Buffer)]).toEqual([["streamtype", "error"]]);
});

it("reads what it writes, block after block", () => {
  const writer = new HeaderWriter();
  const blocks = [writer.write(new Map([["a", "1"]])), writer.write(new Map([["b", "2"]]))];
  // A reader that knows of a dictionary expects its checksum; ours writes none, and says so in the header.
  expect(blocks[0]?.subarray(0, 2).toString("hex")).toBe("7801");
  const reader = new HeaderReader();
  const named = Buffer.concat([Buffer.from("78bb00000000", "hex"), (blocks[0] as Buffer).subarray(2)]);
  expect([...reader.read(named)]).toEqual([["a", "1"]]);
  expect([...reader.read(blocks[1] as Buffer)]).toEqual([["b", "2"]]);
});

import { expect, test } from "vitest";
import { sha256Hex } from "./sha256.ts";
import { encodeUtf8 } from "./utf8.ts";

test("SHA-256 of the standard's examples", () => {
  expect(sha256Hex(encodeUtf8(""))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256Hex(encodeUtf8("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256Hex(encodeUtf8("a".repeat(1_000_000)))).toBe(
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
  );
});

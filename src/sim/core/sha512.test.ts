import { expect, test } from "vitest";
import { sha512Hex } from "./sha512.ts";
import { encodeUtf8 } from "./utf8.ts";

test("SHA-512 of the standard's examples", () => {
  expect(sha512Hex(encodeUtf8(""))).toBe(
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
  );
  expect(sha512Hex(encodeUtf8("abc"))).toBe(
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  );
  expect(sha512Hex(encodeUtf8("a".repeat(1_000_000)))).toBe(
    "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b",
  );
});

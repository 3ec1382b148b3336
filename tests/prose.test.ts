import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import dictionary from "dictionary-en";
import nspell from "nspell";
import { expect, it } from "vitest";
import { proseOf, wordsOf } from "./lessons/prose.ts";

const ROOT = join(import.meta.dirname, "..");
const spelling = nspell({ aff: Buffer.from(dictionary.aff), dic: Buffer.from(dictionary.dic) });
const OWN = readFileSync(join(ROOT, "content", "words.txt"), "utf8")
  .split("\n")
  .filter(Boolean);
for (const word of OWN) spelling.add(word);

it.each(globSync(["content/**/*.mdx", "content/glossary.yaml", "labs/*/*.mdx"], { cwd: ROOT }).sort())(
  "%s is spelt right",
  (file) => {
    const unknown = wordsOf(proseOf(join(ROOT, file))).filter((word) => !spelling.correct(word));
    expect([...new Set(unknown)], "not in the dictionary, nor in content/words.txt").toEqual([]);
  },
);

it("content/words.txt is in order, and holds nothing that the dictionary knows", () => {
  expect(OWN).toEqual([...new Set(OWN)].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
  const plain = nspell({ aff: Buffer.from(dictionary.aff), dic: Buffer.from(dictionary.dic) });
  expect(OWN.filter((word) => plain.correct(word))).toEqual([]);
});

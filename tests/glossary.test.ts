import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";

interface Entry {
  readonly id: string;
  readonly term: string;
  readonly meaning: string;
  readonly words?: readonly string[];
  readonly lesson?: string;
}

const ROOT = join(import.meta.dirname, "..");
const ENTRIES = parse(readFileSync(join(ROOT, "content", "glossary.yaml"), "utf8")) as Entry[];

it("each form of a word leads to one entry, and each entry has its own place", () => {
  const forms = ENTRIES.flatMap(({ term, words }) => words ?? [term]);
  expect(forms.filter((form, index) => forms.indexOf(form) !== index)).toEqual([]);
  const ids = ENTRIES.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(ids.filter((id) => !/^[a-z][a-z0-9-]*$/.test(id))).toEqual([]);
});

it("a meaning is a sentence or two: it must fit beside a word", () => {
  const faults = ENTRIES.filter(({ meaning }) => meaning.length > 240 || !/[.]$/.test(meaning) || / {2}/.test(meaning));
  expect(faults.map(({ id, meaning }) => `${id}: ${meaning.length}`)).toEqual([]);
});

it("every lesson that an entry points to is written", () => {
  const missing = ENTRIES.filter(
    ({ lesson = "" }) => lesson && !existsSync(join(ROOT, "content", lesson, "index.mdx")),
  );
  expect(missing.map(({ id }) => id)).toEqual([]);
});

it("every term of the source document's own glossary is explained", () => {
  const wanted = ["cni", "cluster-ip", "endpoint", "endpoint-slice", "ingress", "headless-service", "network-policy"];
  const ids = ENTRIES.map(({ id }) => id);
  expect([...wanted, "service", "service-dns", "load-balancer"].filter((id) => !ids.includes(id))).toEqual([]);
});

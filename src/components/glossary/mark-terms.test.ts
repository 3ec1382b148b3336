import { expect, test } from "vitest";
import { markTerms, type Term } from "./mark-terms.ts";

const TERMS: readonly Term[] = [
  { id: "pod", meaning: 'Says "hello" & <runs>', words: ["Pod"] },
  { id: "namespace", meaning: "A drawer", words: ["namespace"] },
  { id: "network-namespace", meaning: "A stack", words: ["network namespace"] },
  { id: "dns", meaning: "Names", words: ["cluster.local"] },
];

const marked = (html: string): string => markTerms(html, TERMS, "/glossary/");
const marks = (html: string): string[] =>
  [...marked(html).matchAll(/<a class="term" href="\/glossary\/#([\w-]+)"[^>]*>([^<]*)<\/a>/g)].map(
    ([, id, text]) => `${id}:${text}`,
  );

test("the first use of a term becomes a link that carries its meaning as text", () => {
  expect(marked("<p>A Pod is a Pod.</p>")).toBe(
    '<p>A <a class="term" href="/glossary/#pod" data-meaning="Says &quot;hello&quot; &amp; &lt;runs&gt;">Pod</a> is a Pod.</p>',
  );
});

test("a plural is the term, another word with the same beginning is not", () => {
  expect(marks("<p>Podium, sub-Pod, Pod-to-Pod and three Pods.</p>")).toEqual(["pod:Pods"]);
});

test("the longest form wins, and the shorter one is still to come", () => {
  expect(marks("<p>A network namespace is no namespace.</p>")).toEqual([
    "network-namespace:network namespace",
    "namespace:namespace",
  ]);
});

test("a part of a longer name is not the term, the end of a sentence is no part of one", () => {
  expect(marks("<p>svc.cluster.local.</p>")).toEqual([]);
  expect(marks("<p>It is called cluster.local.</p>")).toEqual(["dns:cluster.local"]);
});

test.each(["a", "code", "pre", "h2", "legend", "hop-journey", "hop-predict"])("nothing in <%s>", (name) => {
  expect(marks(`<${name} class="x"><b>Pod</b></${name}><p>Pod</p>`)).toEqual(["pod:Pod"]);
  expect(marked(`<${name}><b>Pod</b></${name}>`)).toBe(`<${name}><b>Pod</b></${name}>`);
});

test("an attribute is no text, and markup comes out as it went in", () => {
  const html = '<p title="Pod">x<br>y &amp; z<img alt="Pod"/><!-- Pod > Pod --></p>';
  expect(marked(html)).toBe(html);
});

/** Finds places in a manifest's tree: the field that an error names, and keys that stand twice. */
import { yamlLanguage } from "@codemirror/lang-yaml";
import type { SyntaxNode, Tree } from "@lezer/common";

export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Place {
  readonly key: Range | null;
  readonly value: SyntaxNode | null;
}

export function treeOf(text: string): Tree {
  return yamlLanguage.parser.parse(text);
}

/** The document that stands at a place of the text, or begins after it. */
export function documentAt(tree: Tree, offset: number): SyntaxNode | null {
  for (let node = tree.topNode.firstChild; node !== null; node = node.nextSibling)
    if (node.name === "Document" && node.to > offset) return node;
  return null;
}

/** Steps of a path as the API server writes it: `spec.ports[0].port`, `data[a.b]`, `metadata.labels`. */
export function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([whole, inner]) => {
    if (inner === undefined) return whole;
    return /^\d+$/.test(inner) ? Number(inner) : inner.replace(/^"(.*)"$/, "$1");
  });
}

/** All places that a path leads to; where it does not say which item of a list, every one. The nearest ones where it ends in the void. */
export function placesAt(root: SyntaxNode, text: string, steps: readonly (string | number)[]): Place[] {
  const top = [...childrenOf(root)].find(({ name }) => /Mapping|Sequence/.test(name)) ?? null;
  let places: Place[] = [{ key: null, value: top }];
  for (const step of steps) {
    const next = places.flatMap((place) => within(place.value, text, step));
    if (next.length === 0) break;
    places = next;
  }
  return places.filter(({ key, value }) => key !== null || value !== top);
}

/** Keys that stand twice in one mapping: the later ones, which win in silence. */
export function duplicateKeys(tree: Tree, text: string): (Range & { readonly key: string; readonly first: number })[] {
  const found: (Range & { readonly key: string; readonly first: number })[] = [];
  tree.iterate({
    enter: ({ node }) => {
      if (!node.name.endsWith("Mapping")) return;
      const seen = new Map<string, number>();
      for (const pair of childrenOf(node)) {
        const key = pair.name === "Pair" ? pair.getChild("Key") : null;
        if (key === null) continue;
        const name = textOf(key, text);
        const first = seen.get(name);
        if (first === undefined) seen.set(name, key.from);
        else found.push({ from: key.from, to: key.to, key: name, first });
      }
    },
  });
  return found;
}

function within(value: SyntaxNode | null, text: string, step: string | number): Place[] {
  if (value === null) return [];
  if (value.name.endsWith("Sequence")) {
    const items = [...childrenOf(value)].filter(({ name }) => name === "Item");
    const values = items.map((item) => ({ key: null, value: item.firstChild ?? item }));
    if (typeof step === "number") return values.slice(step, step + 1);
    return values.flatMap((place) => within(place.value, text, step));
  }
  for (const pair of childrenOf(value)) {
    const key = pair.name === "Pair" ? pair.getChild("Key") : null;
    if (key !== null && textOf(key, text) === String(step))
      return [{ key: { from: key.from, to: key.to }, value: valueIn(pair) }];
  }
  return [];
}

function valueIn(pair: SyntaxNode): SyntaxNode | null {
  const { lastChild } = pair;
  return lastChild === null || lastChild.name === ":" || lastChild.name === "Key" ? null : lastChild;
}

export function textOf({ from, to }: Range, text: string): string {
  return text.slice(from, to).replace(/^(["'])(.*)\1$/s, "$2");
}

function* childrenOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) yield child;
}

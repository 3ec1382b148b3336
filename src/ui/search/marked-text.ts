/** Pagefind's excerpts are markup: escaped text with `<mark>` around what was found. They are shown as text, so they are read here. */

export interface MarkedPart {
  readonly text: string;
  readonly isFound: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'", "#x27": "'" };

export function markedParts(excerpt: string): MarkedPart[] {
  return excerpt
    .split(/(<mark>.*?<\/mark>)/s)
    .map((part) => {
      const inside = /^<mark>(.*)<\/mark>$/s.exec(part)?.[1];
      return { text: unescaped(inside ?? part), isFound: inside !== undefined };
    })
    .filter(({ text }) => text !== "");
}

function unescaped(text: string): string {
  return text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

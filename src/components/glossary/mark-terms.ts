/**
 * Finds the first use of each term in a lesson's markup and makes it a link into the glossary that carries its meaning.
 * Only running text counts: code, headings, links, questions and figures stay as they are.
 */

export interface Term {
  readonly id: string;
  readonly meaning: string;
  /** The forms in which a text uses it; a plural s may follow. */
  readonly words: readonly string[];
}

const CLOSED_TO_TERMS = new Set([
  ...["a", "button", "code", "pre", "label", "legend", "fieldset", "summary", "figure", "svg", "script", "style"],
  ...["h1", "h2", "h3", "h4", "h5", "h6", "hop-journey", "hop-run", "hop-predict", "hop-quiz", "hop-scene"],
]);

export function markTerms(html: string, terms: readonly Term[], glossary: string): string {
  const words = new Map(terms.flatMap((term) => term.words.map((word) => [word, term] as const)));
  if (words.size === 0) return html;
  // The longest first: "network namespace" is not a "namespace".
  const forms = [...words.keys()].sort((a, b) => b.length - a.length).map(literally);
  const anyForm = new RegExp(`(?<![\\p{L}\\p{N}_.-])(${forms.join("|")})s?(?![\\p{L}\\p{N}_]|[-.]\\p{L})`, "gu");
  const marked = new Set<string>();
  const link = (found: string, word: string): string => {
    const term = words.get(word);
    if (term === undefined || marked.has(term.id)) return found;
    marked.add(term.id);
    return `<a class="term" href="${glossary}#${term.id}" data-meaning="${escaped(term.meaning)}">${found}</a>`;
  };
  const closed: string[] = [];
  const parts = html.split(/(<!--.*?-->|<[^>]*>)/s).map((part) => {
    if (!part.startsWith("<")) return closed.length === 0 ? part.replace(anyForm, link) : part;
    const [, slash, name = ""] = /^<(\/?)([a-zA-Z][\w-]*)/.exec(part) ?? [];
    if (!CLOSED_TO_TERMS.has(name) || part.endsWith("/>")) return part;
    if (slash === "/") closed.splice(closed.lastIndexOf(name), 1);
    else closed.push(name);
    return part;
  });
  return parts.join("");
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

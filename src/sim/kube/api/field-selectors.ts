/**
 * Field selectors: `metadata.name=web,status.phase!=Running`.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/fields/selector.go
 */

export interface FieldTerm {
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

export class FieldSelectorError extends Error {}

export class FieldSelector {
  readonly terms: readonly FieldTerm[];

  constructor(terms: readonly FieldTerm[]) {
    this.terms = terms;
  }

  get isEmpty(): boolean {
    return this.terms.length === 0;
  }

  matches(fieldValue: (field: string) => string): boolean {
    return this.terms.every(({ field, operator, value }) => (fieldValue(field) === value) === (operator === "="));
  }

  /** The value that a field must have, if one term says so. */
  exact(field: string): string | undefined {
    return this.terms.find((term) => term.field === field && term.operator === "=")?.value;
  }

  toString(): string {
    return this.terms.map(({ field, operator, value }) => `${field}${operator}${escapeValue(value)}`).join(",");
  }
}

export const EVERY_FIELD = new FieldSelector([]);

function escapeValue(value: string): string {
  return value.replace(/[\\,=]/g, (char) => `\\${char}`);
}

export function parseFieldSelector(text: string): FieldSelector {
  // Sorted before they are read: of two that make no sense, the first by the alphabet is complained about.
  const terms = splitTerms(text)
    .sort()
    .map((term) => parseTerm(term, text));
  return terms.length === 0
    ? EVERY_FIELD
    : new FieldSelector(terms.sort((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : 0)));
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let term = "";
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === "\\") term += char + (text[++i] ?? "");
    else if (char === ",") {
      terms.push(term);
      term = "";
    } else term += char;
  }
  terms.push(term);
  return terms.filter((one) => one !== "");
}

function parseTerm(term: string, whole: string): FieldTerm {
  for (let i = 0; i < term.length; i++) {
    const rest = term.slice(i);
    const operator = rest.startsWith("!=") ? "!=" : rest.startsWith("==") ? "==" : rest.startsWith("=") ? "=" : null;
    if (operator === null) continue;
    const value = unescapeValue(rest.slice(operator.length));
    return { field: term.slice(0, i), operator: operator === "!=" ? "!=" : "=", value };
  }
  throw new FieldSelectorError(`invalid selector: '${whole}'; can't understand '${term}'`);
}

function unescapeValue(text: string): string {
  let value = "";
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === "\\") {
      const escaped = text[++i];
      if (escaped === undefined || !"\\,=".includes(escaped))
        throw new FieldSelectorError(`invalid field selector: invalid escape sequence: \\${escaped ?? ""}`);
      value += escaped;
    } else if (char === "," || char === "=")
      throw new FieldSelectorError(`invalid field selector: unescaped character in value: ${char.charCodeAt(0)}`);
    else value += char;
  }
  return value;
}

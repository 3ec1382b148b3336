/** Objects as a published manifest writes them: keys sorted, block style, documents divided by a line of three dashes. */

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export function yamlDocuments(objects: readonly { readonly [key: string]: unknown }[]): string {
  return objects.map((object) => lines(object as Value, 0).join("\n")).join("\n---\n");
}

function lines(value: Value, indent: number): string[] {
  const pad = " ".repeat(indent);
  if (Array.isArray(value))
    return value.flatMap((item: Value) => {
      if (!isBranch(item)) return [`${pad}- ${scalar(item)}`];
      const [first = "", ...rest] = lines(item, indent + 2);
      return [`${pad}- ${first.trimStart()}`, ...rest];
    });
  return Object.entries(value as Record<string, Value>)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, inner]) => {
      if (!isBranch(inner)) return [`${pad}${scalar(key)}: ${scalar(inner)}`];
      return [`${pad}${scalar(key)}:`, ...lines(inner, Array.isArray(inner) ? indent : indent + 2)];
    });
}

function isBranch(value: Value): value is readonly Value[] | { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function scalar(value: Value): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "[]" : "{}";
  if (typeof value !== "string") return String(value);
  const isPlain =
    /^[A-Za-z_/.$(-][\w ./:@=$()&%+,-]*$/.test(value) &&
    !/^(true|false|yes|no|on|off|null|y|n|-|--.*: .*)$/i.test(value);
  return isPlain && !value.includes(": ") && !value.endsWith(":") && !/^- /.test(value) ? value : JSON.stringify(value);
}

/** Strings and numbers as Go templates write them. */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" };

export function textOf(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("`")) return inner;
  return inner.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/g, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
  );
}

export function numberOf(text: string): number | bigint {
  if (text.startsWith("'")) return BigInt(textOf(text).codePointAt(0) ?? 0);
  const plain = text.replaceAll("_", "").replace(/^\+/, "");
  if (/^-?(\d+|0[xX][0-9a-fA-F]+)$/.test(plain)) return plain.startsWith("-") ? -BigInt(plain.slice(1)) : BigInt(plain);
  return Number(plain);
}

/**
 * What a plain YAML scalar means: YAML 1.1 as Go's yaml package reads it, `y` and `off` being booleans.
 *
 * Models: sigs.k8s.io/yaml/goyaml.v2/resolve.go
 * SIMPLIFIED: integers beyond 2^53 lose digits.
 */

const TRUE = new Set(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]);
const FALSE = new Set(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]);
const NULL = new Set(["", "~", "null", "Null", "NULL"]);
const SPECIAL_FLOAT = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const TIMESTAMP =
  /^\d{4}-\d{1,2}-\d{1,2}(([Tt]|[ \t]+)\d{1,2}:\d{1,2}:\d{1,2}(\.\d*)?([Zz]|[ \t]*[-+]\d{1,2}(:?\d\d)?)?)?$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

export type PlainScalar = null | boolean | number | string;

export function resolvePlain(text: string): PlainScalar {
  if (NULL.has(text)) return null;
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  if (!/^[-+.0-9]/.test(text)) return text;
  const plain = text.replaceAll("_", "");
  const integer = parseGoInteger(plain);
  if (integer !== null) return integer;
  return FLOAT.test(plain) ? Number(plain) : text;
}

/** Base prefixes and the old octal form, as strconv.ParseInt takes them with base 0. */
function parseGoInteger(text: string): number | null {
  const found = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/.exec(text);
  if (found === null) return null;
  const digits = (found[2] as string).replace(/^0([0-7]+)$/, "0o$1");
  return found[1] === "-" ? -Number(digits) : Number(digits);
}

/** Whether a text must be quoted to stay a text. */
export function needsQuotes(text: string): boolean {
  if (NULL.has(text) || TRUE.has(text) || FALSE.has(text) || text === "<<") return true;
  if (!/^[-+.0-9]/.test(text)) return false;
  if (SPECIAL_FLOAT.test(text) || TIMESTAMP.test(text) || BASE_60.test(text)) return true;
  return typeof resolvePlain(text) !== "string";
}

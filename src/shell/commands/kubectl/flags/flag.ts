/** One flag of a command, as pflag knows it. Models: github.com/spf13/pflag/flag.go */

/** `list` takes each value as it is, `slice` and `pairs` split it at commas (pflag's StringArray and StringSlice). */
export type FlagType = "bool" | "text" | "int" | "list" | "slice" | "pairs" | "duration";

export type FlagValue = boolean | string | number | readonly string[];

export interface Flag {
  readonly name: string;
  readonly shorthand?: string;
  readonly type: FlagType;
  readonly fallback: FlagValue;
  /** The value of a flag that is given without one; only such a flag may stand without. */
  readonly whenBare?: string;
  /** Printed on stderr when it is used. */
  readonly deprecated?: string;
  readonly hidden?: boolean;
  /** What is wrong with a value, in words of its own; for a duration, with one that is none. */
  readonly wrong?: (value: string) => string | null;
}

interface Extra {
  readonly whenBare?: string;
  readonly deprecated?: string;
  readonly hidden?: boolean;
  readonly wrong?: (value: string) => string | null;
}

/** `names` is `namespace` or `namespace/n`. */
function flag(names: string, type: FlagType, fallback: FlagValue, extra: Extra): Flag {
  const [name, shorthand] = names.split("/") as [string, string | undefined];
  return { name, type, fallback, ...(shorthand === undefined ? {} : { shorthand }), ...extra };
}

export function bool(names: string, fallback = false, extra: Extra = {}): Flag {
  return flag(names, "bool", fallback, { whenBare: "true", ...extra });
}

export function text(names: string, fallback = "", extra: Extra = {}): Flag {
  return flag(names, "text", fallback, extra);
}

export function int(names: string, fallback = 0, extra: Extra = {}): Flag {
  return flag(names, "int", fallback, extra);
}

/** In milliseconds. */
export function duration(names: string, fallback = 0, extra: Extra = {}): Flag {
  return flag(names, "duration", fallback, extra);
}

export function list(names: string, extra: Extra = {}): Flag {
  return flag(names, "list", [], extra);
}

/** `name=value`, of which each name counts once. */
export function pairs(names: string, extra: Extra = {}): Flag {
  return flag(names, "pairs", [], extra);
}

export function slice(names: string, fallback: readonly string[] = [], extra: Extra = {}): Flag {
  return flag(names, "slice", fallback, extra);
}

/**
 * Pathname expansion: the names in the tree that a pattern matches, in byte order.
 *
 * Models: POSIX XCU 2.13.3, bash lib/glob/glob.c (dotglob, globstar, nocaseglob).
 */
import type { Vfs } from "../../../sim/os/vfs/vfs.ts";
import { isPattern, Pattern } from "./pattern.ts";

export interface GlobOptions {
  readonly extended: boolean;
  readonly dotglob: boolean;
  readonly globstar: boolean;
  readonly nocaseglob: boolean;
}

export interface GlobPlace {
  readonly fs: Vfs;
  readonly cwd: string;
}

export function expandPathname(pattern: string, place: GlobPlace, options: GlobOptions): string[] {
  const isAbsolute = pattern.startsWith("/");
  const slashes = /^\/*/.exec(pattern)?.[0] ?? "";
  const parts = splitPath(pattern.slice(slashes.length));
  let paths: string[] = [isAbsolute ? slashes : ""];
  for (const [i, { name, separator }] of parts.entries()) {
    const isLast = i === parts.length - 1;
    paths = paths.flatMap((base) => descend(base, { name, isLast, place, options }));
    if (separator !== "") {
      paths = paths.filter((path) => kindOf(path === "" ? "." : path, place, true) === "directory");
      paths = paths.map((path) => (path === "" || path.endsWith("/") ? path : path + separator));
    }
  }
  return [...new Set(paths)].filter((path) => path !== "").sort();
}

function splitPath(pattern: string): { name: string; separator: string }[] {
  const parts: { name: string; separator: string }[] = [];
  for (const found of pattern.matchAll(/((?:\\[^/]|\[[^\]/]*\]|[^/])*)(\\?\/+|$)/g)) {
    const [, name = "", separator = ""] = found;
    if (name !== "" || separator !== "") parts.push({ name, separator: separator.replace("\\", "") });
  }
  return parts;
}

interface Step {
  readonly name: string;
  readonly isLast: boolean;
  readonly place: GlobPlace;
  readonly options: GlobOptions;
}

function descend(base: string, { name, isLast, place, options }: Step): string[] {
  if (name === "") return [base];
  if (name === "**" && options.globstar) return deep(base, isLast, { place, options });
  if (!isPattern(name, options.extended)) {
    const path = base + name.replace(/\\(.)/g, "$1");
    return kindOf(path, place, false) === null ? [] : [path];
  }
  const compiled = new Pattern(name, { extended: options.extended, ignoreCase: options.nocaseglob });
  const wantsDots = options.dotglob || name.startsWith(".") || name.startsWith("\\.");
  const isVisible = (entry: string): boolean => wantsDots || !entry.startsWith(".");
  return namesIn(base, place)
    .filter((entry) => isVisible(entry) && compiled.matches(entry))
    .map((entry) => base + entry);
}

function namesIn(base: string, { fs, cwd }: GlobPlace): string[] {
  const directory = base === "" ? "." : base;
  try {
    return fs.list(directory, cwd);
  } catch {
    return [];
  }
}

/** `**`: this directory and all below it, links not followed; as the last part the files too. */
function deep(base: string, isLast: boolean, { place, options }: Pick<Step, "place" | "options">): string[] {
  const found = [base];
  for (const entry of namesIn(base, place)) {
    if (entry.startsWith(".") && !options.dotglob) continue;
    const kind = kindOf(base + entry, place, false);
    if (kind === "directory") {
      const below = deep(`${base}${entry}/`, isLast, { place, options });
      found.push(...(isLast ? [base + entry, ...below.slice(1)] : below));
    } else if (isLast) found.push(base + entry);
  }
  return found;
}

function kindOf(path: string, { fs, cwd }: GlobPlace, follow: boolean): string | null {
  try {
    return fs.node(path, cwd, { noFollow: !follow }).kind;
  } catch {
    return null;
  }
}

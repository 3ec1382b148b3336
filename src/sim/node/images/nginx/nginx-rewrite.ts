/**
 * The rewrite phase: set, if, rewrite, return and break, in the order of the file.
 *
 * Models: nginx src/http/modules/ngx_http_rewrite_module.c
 */
import type { NginxDirective } from "./nginx-conf.ts";
import { patternOf } from "./nginx-directives.ts";
import type { NginxRequest } from "./nginx-request.ts";
import { overlaid } from "./nginx-site.ts";

export type Rewritten =
  /** Goes on. */
  | { readonly kind: "on" }
  /** The path is another one: which location has it? */
  | { readonly kind: "again" }
  /** No more of this phase. */
  | { readonly kind: "break" }
  | { readonly kind: "return"; readonly args: readonly string[] };

const ON: Rewritten = { kind: "on" };

export function runRewrites(request: NginxRequest, directives: readonly NginxDirective[]): Rewritten {
  const before = `${request.uri}?${request.args}`;
  for (const directive of directives) {
    const step = one(request, directive);
    if (step.kind === "break") return step;
    if (step.kind !== "on") return step;
  }
  return before === `${request.uri}?${request.args}` ? ON : { kind: "again" };
}

function one(request: NginxRequest, directive: NginxDirective): Rewritten {
  const { name, args } = directive;
  switch (name) {
    case "set":
      request.variables.set((args[0] ?? "$").slice(1), request.expand(args[1] ?? ""));
      return ON;
    case "return":
      return { kind: "return", args };
    case "break":
      return { kind: "break" };
    case "rewrite":
      return rewrite(request, directive);
    case "if":
      return condition(request, directive) ? branch(request, directive.block ?? []) : ON;
    default:
      return ON;
  }
}

function branch(request: NginxRequest, block: readonly NginxDirective[]): Rewritten {
  if (request.location !== null) request.location = overlaid(request.location, block);
  for (const directive of block) {
    const step = one(request, directive);
    if (step.kind !== "on") return step;
  }
  return ON;
}

function rewrite(request: NginxRequest, directive: NginxDirective): Rewritten {
  const [pattern = "", replacement = "", flag] = directive.args;
  const found = patternOf(pattern, "", directive).exec(request.uri);
  if (found === null) return ON;
  request.captures = [...found];
  for (const [name, value] of Object.entries(found.groups ?? {})) request.variables.set(name, value ?? "");
  const target = request.expand(replacement);
  const [path = "", query] = splitQuery(target);
  const args =
    query === undefined
      ? request.args
      : query.endsWith("?")
        ? query.slice(0, -1)
        : [query, request.args].filter(Boolean).join("&");
  const isElsewhere = /^https?:\/\/|^\$scheme/.test(replacement) || flag === "redirect" || flag === "permanent";
  if (isElsewhere) {
    const url = `${path}${args === "" ? "" : `?${args}`}`;
    return { kind: "return", args: [flag === "permanent" ? "301" : "302", url.replaceAll("$", "$$")] };
  }
  request.uri = path;
  request.args = args;
  if (flag === "last") return { kind: "again" };
  return flag === "break" ? { kind: "break" } : ON;
}

function splitQuery(target: string): [string, string | undefined] {
  const mark = target.indexOf("?");
  if (mark < 0) return [target, undefined];
  const query = target.slice(mark + 1);
  return [target.slice(0, mark), query === "" ? "?" : query];
}

/** `($a = b)`, `($a ~* pattern)`, `(-f $request_filename)`, `($a)`. */
function condition(request: NginxRequest, directive: NginxDirective): boolean {
  const text = directive.args.join(" ").replace(/^\(\s*|\s*\)$/g, "");
  const file = /^(!?)-([fdex])\s+(\S+)$/.exec(text);
  if (file !== null) {
    const node = request.runtime.process.machine.fs.tryNode(request.expand(file[3] ?? ""));
    const wanted = file[2] === "f" ? "file" : file[2] === "d" ? "directory" : null;
    const holds = node !== undefined && (wanted === null || node.kind === wanted);
    return holds !== (file[1] === "!");
  }
  const [, name = "", operator, operand = ""] = /^(\$\w+)(?:\s*(!=|=|!~\*|!~|~\*|~)\s*(.*))?$/.exec(text) ?? [];
  const value = request.expand(name);
  if (operator === undefined) return value !== "" && value !== "0";
  if (operator === "=" || operator === "!=") return (value === request.expand(operand)) === (operator === "=");
  const found = patternOf(operand.replace(/^"|"$/g, ""), operator.includes("*") ? "i" : "", directive).exec(value);
  if (found !== null) request.captures = [...found];
  return (found !== null) !== operator.startsWith("!");
}

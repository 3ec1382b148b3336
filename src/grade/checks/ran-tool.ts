/**
 * A diagnosis was really made: the learner ran a tool, at a terminal or through `kubectl exec`, `ssh` and their like. For
 * labs that teach looking; where a result can be checked, check the result.
 */
import type { RanProgram } from "../../sim/os/accounting.ts";
import { type Check, type CheckOptions, NO_EVIDENCE, type Problem, type Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";

export interface RanToolOptions extends CheckOptions {
  /** Any of these will do: `nslookup`, `dig`. */
  readonly tools: readonly string[];
  /** Parts of its arguments, each of which must be there: `web.shop`. */
  readonly about?: readonly string[];
}

/** Programs that run what their arguments say, somewhere else or as somebody else. */
const CARRIERS = ["kubectl", "ssh", "nsenter", "sudo", "ip", "watch", "timeout", "sh", "bash", "ash", "xargs", "time"];

export function ranTool(options: RanToolOptions): Check {
  const problems: Problem[] = [];
  if (options.tools.length === 0)
    problems.push({ field: "tools", got: [], wanted: "at least one program", fix: 'write tools: ["nslookup"]' });
  return { id: options.id, check: "ranTool", effect: "looks", problems, run: (copy) => look(copy, options) };
}

function look(copy: Copy, { tools, about = [], lookAt }: RanToolOptions): Verdict {
  const what = about.length === 0 ? "" : ` about ${about.join(" and ")}`;
  const wanted = `${tools.join(" or ")} to be used${what}`;
  const ran = copy.cluster.host.accounting?.ran ?? [];
  const used = ran.filter((program) => tools.some((tool) => isRunOf(program, tool)));
  const right = used.find(({ argv }) => about.every((part) => argv.join(" ").includes(part)));
  if (right !== undefined)
    return { ok: true, wanted, saw: right.argv.join(" "), evidence: { ...NO_EVIDENCE, lines: [shown(right)] } };
  const saw = used.length === 0 ? "it was not used" : `only ${used.at(-1)?.argv.join(" ")}`;
  return { ok: false, wanted, saw, ...(lookAt === undefined ? {} : { lookAt }), evidence: NO_EVIDENCE };
}

function isRunOf({ argv }: RanProgram, tool: string): boolean {
  const [first = "", ...rest] = argv.map((word) => word.slice(word.lastIndexOf("/") + 1));
  if (first === tool) return true;
  return CARRIERS.includes(first) && rest.some((word) => word.split(/[\s;|&()]+/).includes(tool));
}

function shown({ where, argv }: RanProgram): string {
  return `${where}: ${argv.join(" ")}`;
}

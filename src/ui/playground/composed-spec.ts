/** A cluster as the playground's form has it, and the lines that bring a text into it. */
import type { SessionSpec } from "../../shell/session.ts";
import type { FaultSpec } from "../../sim/node/faults/fault.ts";

export interface Composed {
  readonly profile: string;
  readonly nodes: string;
  readonly cni: string;
  readonly proxyMode: string;
  /** As the command line writes them: `link-loss`, and `on=kind-worker,percent=30`. */
  readonly faults: readonly (readonly [string, string])[];
}

/** The world, or in one sentence what is wrong. */
export function specOfForm({ profile, nodes, cni, proxyMode, faults }: Composed): SessionSpec | string {
  if (nodes !== "" && !/^[1-9]\d{0,2}$/.test(nodes)) return "The number of nodes is none.";
  const read: FaultSpec[] = [];
  for (const [fault, about] of faults) {
    const pairs = about
      .split(",")
      .map((pair) => pair.trim())
      .filter((pair) => pair !== "");
    const wrong = pairs.find((pair) => !/^[a-z]+=\S/.test(pair));
    if (wrong !== undefined) return `${fault}: “${wrong}” is not written as NAME=VALUE.`;
    const fields = pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const);
    read.push({ fault, ...Object.fromEntries(fields) });
  }
  return {
    profile,
    seed: 1,
    ...(nodes === "" ? {} : { nodes: Number(nodes) }),
    ...(cni === "" ? {} : { cni }),
    ...(proxyMode === "" ? {} : { proxyMode }),
    ...(read.length === 0 ? {} : { faults: read }),
  };
}

/**
 * The keys of somebody who pastes a manifest into a here-document and applies it. Characters that a terminal would act
 * upon are left out, so that a text from anywhere stays a text.
 */
export function pasteKeys(manifest: string, file: string): string {
  const text = [...manifest.replaceAll("\r\n", "\n").replaceAll("\t", "  ")]
    .filter((letter) => letter === "\n" || (letter >= " " && letter !== "\x7f" && !/[\x80-\x9f]/.test(letter)))
    .join("")
    .replace(/\n*$/, "");
  const lines = text.split("\n");
  let end = "EOF";
  while (lines.includes(end)) end += "F";
  return `\x1b[200~cat > ${file} <<'${end}'\n${text}\n${end}\nkubectl apply -f ${file}\x1b[201~\r`;
}

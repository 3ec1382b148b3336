/** Where a ladder's lanes and arrows are, in parts of its width; and the same in words. */
import type { LegView } from "../worker/trace/trace-protocol.ts";

/** The middle of a lane, in percent of the width. */
export function laneAt(lane: number, lanes: number): number {
  return lanes === 0 ? 50 : ((lane + 0.5) / lanes) * 100;
}

/** `Pod/default/web-1` is `web-1`, `Pod/shop/web-1` is `shop/web-1`; the learner's machine and the world have names too. */
export function laneName(id: string): string {
  const [kind = "", first = "", second] = id.split("/");
  if (kind === "Host") return "your machine";
  if (kind === "Internet") return "outside";
  if (second === undefined) return kind === "Node" ? `node ${first}` : first;
  return first === "default" ? second : `${first}/${second}`;
}

/** `SYN`, `ACK, 120 bytes`, `echo request 3`: what of the headers is not an address. */
export function purposeOf(headers: string): string {
  const [protocol = "", , , , ...rest] = headers.split(" ");
  return rest.length === 0 ? protocol.toUpperCase() : rest.join(" ");
}

/** An arrow in words: what a screen reader hears and what can be copied. */
export function legText({ from, to, headers, end, ending }: LegView, lanes: readonly string[]): string {
  const [source, target] = [laneName(lanes[from] ?? ""), laneName(lanes[to] ?? "")];
  const way = from === to ? `at ${source}` : `${source} to ${target}`;
  const outcome = end === "passes" ? "" : end === "delivered" ? ", delivered" : `, ${end}: ${ending}`;
  return `${way}: ${headers}${outcome}`;
}

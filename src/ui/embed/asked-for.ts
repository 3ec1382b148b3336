/** The world that an embedding page asks for, by attributes of an element or by the query of an address. */
import { isSeed, specOf } from "../share/shared-state.ts";
import type { World } from "../worker/protocol.ts";

/** `lab`, or `cluster` with `nodes`, `cni`, `proxy`; `seed`; `files`: JSON of names and texts. */
export type Asked = (name: string) => string | null;

/** The world, or in one sentence why there is none. */
export function worldAskedFor(asked: Asked): World | string {
  const seed = asked("seed");
  const chosen = seed === null ? null : /^\d{1,10}$/.test(seed) ? Number(seed) : seed;
  if (chosen !== null && !isSeed(chosen)) return "the seed is none";
  const lab = asked("lab");
  if (lab !== null) {
    if (!/^[a-z][a-z0-9-]{0,80}$/.test(lab)) return "the lab is none";
    return chosen === null ? { lab } : { lab, seed: chosen };
  }
  const [nodes, files] = [asked("nodes"), filesOf(asked("files"))];
  if (files === null) return "the files are no JSON of names and texts";
  const spec = specOf({
    profile: asked("cluster") ?? "docker-desktop",
    seed: chosen ?? 1,
    nodes: nodes === null ? undefined : Number(nodes),
    cni: asked("cni") ?? undefined,
    proxyMode: asked("proxy") ?? undefined,
    files,
  });
  return typeof spec === "string" ? spec : { spec, isAsked: true };
}

function filesOf(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * A figure of a lesson that was really sent: a cluster, a seed, a few commands and one request in it. What the figure
 * shows is read from the trace, as everything else that this course says about packets.
 */
import { openSession, type SessionSpec } from "../../shell/session.ts";
import { SOFTWARE } from "../../shell/software.ts";
import { assert } from "../../sim/core/assert.ts";
import { Copy } from "../copy.ts";
import type { Exchange } from "../explain/exchange.ts";
import { addressesText, purposeText, sourceText } from "../explain/header-text.ts";
import { type Hop, hopsOf } from "../explain/hop.ts";
import type { PacketStory } from "../explain/packet-story.ts";
import { attempt } from "../probe/attempt.ts";
import { originOf } from "../probe/origin.ts";
import { outcomeText } from "../probe/outcome.ts";
import { parseTarget, targetText } from "../probe/target.ts";
import { comeToRest } from "../replay.ts";

export interface Scene {
  readonly cluster: string;
  readonly seed: number;
  readonly nodes?: number;
  /** kube-proxy's mode. */
  readonly proxy?: string;
  readonly cni?: string;
  /** In the home folder before the script runs. */
  readonly files?: Readonly<Record<string, string>>;
  readonly script: string;
  /** As in `hop trace`: `host`, `pods/app=web`, `probe`… */
  readonly from: string;
  readonly to: string;
}

export interface SceneStop {
  /** `default/client`, `docker-desktop`: a network namespace, without its device. */
  readonly place: string;
  readonly steps: readonly SceneStep[];
}

export interface SceneStep {
  readonly sentence: string;
  readonly rule: string | null;
  /** The packet's addresses from here on, where this step changed them. */
  readonly became: string | null;
  readonly isDrop: boolean;
}

export interface SceneView {
  readonly outcome: string;
  readonly protocol: string;
  /** As the sender sent it: `10.1.0.9:40000 > 10.96.0.1:80 SYN`. */
  readonly there: Travel;
  readonly back: Travel | null;
}

export interface Travel {
  readonly packet: string;
  readonly stops: readonly SceneStop[];
}

export function playScene(scene: Scene): SceneView {
  const session = openSession(specOf(scene), SOFTWARE);
  const { exitCode, stderr } = session.run(`set -e\n${scene.script}`);
  assert(exitCode === 0, "the script of a scene fails", stderr);
  comeToRest(session.cluster);
  const copy = new Copy(session.cluster);
  const origin = originOf(copy, scene.from);
  assert(typeof origin !== "string", "a scene is sent from nowhere", origin);
  const target = parseTarget(scene.to);
  assert(target !== null, "a scene is sent nowhere", scene.to);
  const tried = attempt(copy, origin, { target, timeoutSec: 10 });
  const shown = tried.own ?? tried.exchanges.at(-1);
  assert(shown !== undefined, "a scene in which no packet was sent", targetText(target));
  const [opening] = shown.packets;
  const answer = answerOf(shown);
  const nodes = copy.list("nodes").map(({ metadata }) => metadata.name);
  return {
    outcome: outcomeText(tried.outcome, target),
    protocol: shown.protocol,
    there: travelOf(opening as PacketStory, nodes),
    back: answer === undefined ? null : travelOf(answer, nodes),
  };
}

function answerOf({ packets, client }: Exchange): PacketStory | undefined {
  return packets.find(({ first }) => first !== null && sourceText(first) !== client);
}

function specOf({ cluster, seed, nodes, proxy, cni, files = {} }: Scene): SessionSpec {
  return {
    profile: cluster,
    seed,
    files,
    ...(nodes === undefined ? {} : { nodes }),
    ...(proxy === undefined ? {} : { proxyMode: proxy }),
    ...(cni === undefined ? {} : { cni }),
  };
}

function travelOf({ events, packetId, first, title }: PacketStory, nodes: readonly string[]): Travel {
  const stops: { place: string; steps: SceneStep[] }[] = [];
  const shown = hopsOf(events, packetId).filter(({ minor, type }, i) => !minor && (type !== "sent" || i < 3));
  for (const hop of shown) {
    const place = placeOf(hop.where, nodes);
    if (stops.at(-1)?.place !== place) stops.push({ place, steps: [] });
    stops.at(-1)?.steps.push(stepOf(hop));
  }
  return { packet: first === null ? title : `${addressesText(first)} ${purposeText(first)}`.trimEnd(), stops };
}

/** The machine or the Pod, without the device. */
function placeOf(where: string, nodes: readonly string[]): string {
  const [first = "", second] = where.split("/");
  const isMachine = nodes.includes(first) || first === "host" || first === "internet" || second === undefined;
  return isMachine ? first : `${first}/${second}`;
}

function stepOf({ type, sentence: said, rule, chain, before, after }: Hop): SceneStep {
  const sentence = rule !== null && chain !== null ? chain : said;
  const changed = before !== null && after !== null && addressesText(before) !== addressesText(after);
  return { sentence, rule, became: changed ? addressesText(after) : null, isDrop: type === "dropped" };
}

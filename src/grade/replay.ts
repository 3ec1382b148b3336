/**
 * The learner's world, made again: the lab's start, and then every key at the moment when it was pressed. A grader
 * works on such a copy and never on the learner's live cluster, which its probes would change.
 */

import { QUESTIONS_FILE } from "../shell/commands/answer/answers-file.ts";
import { type InputLog, openSession, type Session, type SessionSpec } from "../shell/session.ts";
import type { Cluster } from "../sim/cluster.ts";
import { assert } from "../sim/core/assert.ts";
import type { Pod } from "../sim/kube/schema/types.ts";
import type { Software } from "../sim/node/parts/software.ts";
import type { Lab } from "./lab.ts";
import { questionsText } from "./quiz/questions-text.ts";
import { StartObjects } from "./start-objects.ts";

/** Where a lab's manifests lie while they are applied; gone before the learner comes. */
const START_FOLDER = "/var/lib/lab";
const SETTLE_SECONDS = 120;
const READY_SECONDS = 40;
const LOOK_SECONDS = 0.5;
const RULES_SECONDS = 2;

export interface StartOptions {
  /** What the lab's cluster is made from, and what its machines can run. */
  readonly software: Software;
  /** Whether the trace is written from the beginning; a grader needs it only for what it sends itself. */
  readonly traced?: boolean;
  /** Is shown everything from the first prompt on. */
  readonly onOutput?: (bytes: Uint8Array, terminal: number) => void;
}

/** The lab as the learner finds it, at the moment when the prompt is there. */
export function startLab(lab: Lab, { software, traced = true, onOutput }: StartOptions): Session {
  const session = openSession({ ...clusterOf(lab), seed: lab.seed, files: filesOf(lab) }, software);
  if (onOutput !== undefined) session.onOutput(onOutput);
  session.cluster.trace.on = traced;
  const script = setupScript(lab);
  if (script !== "") {
    const { exitCode, stderr } = session.run(script);
    assert(exitCode === 0, `the setup of lab ${lab.slug} fails`, stderr);
  }
  comeToRest(session.cluster);
  return session;
}

/** A session that came to its end, and what was there when it began. */
export interface Played {
  readonly session: Session;
  readonly start: StartObjects;
}

/** The same lab after everything that the log says was typed, come to rest. */
export function replayLab(lab: Lab, log: InputLog, options: Pick<StartOptions, "software" | "traced">): Played {
  assert(log.spec.seed === lab.seed, "a log of another variant of the lab", log.spec.seed);
  const session = startLab(lab, options);
  const start = new StartObjects(session.cluster);
  for (const entry of log.entries) session.replay(entry);
  return { session: atRest(session), start };
}

/** As a grader takes it over. */
export function atRest(session: Session): Session {
  comeToRest(session.cluster);
  session.cluster.trace.on = true;
  return session;
}

/**
 * Lets everything happen that is under way, Pods that are starting or ending included: probes and grace periods are
 * waited for, and what never gets ready is not waited for longer than that.
 */
export function comeToRest(cluster: Cluster): void {
  cluster.settle(SETTLE_SECONDS);
  const pods = cluster.api.client("grader").informer<Pod>("pods");
  const deadlineUs = cluster.clock.nowUs + READY_SECONDS * 1_000_000;
  while (cluster.clock.nowUs < deadlineUs && pods.list().some(isUnderWay)) cluster.advance(LOOK_SECONDS);
  // Then the endpoints, and at last the rules on the nodes.
  cluster.advance(RULES_SECONDS);
  cluster.settle(SETTLE_SECONDS);
}

function isUnderWay({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined) return true;
  if (status?.phase === "Succeeded" || status?.phase === "Failed") return false;
  return !status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True");
}

function clusterOf({ cluster }: Lab): Pick<SessionSpec, "profile" | "nodes" | "proxyMode" | "cni" | "faults"> {
  if (typeof cluster === "string") return { profile: cluster };
  const { proxy, ...rest } = cluster;
  return proxy === undefined ? rest : { ...rest, proxyMode: proxy };
}

function filesOf({ start, startFiles, quiz }: Lab): Record<string, string> {
  const files: Record<string, string> = quiz.length === 0 ? {} : { [QUESTIONS_FILE]: questionsText(quiz) };
  for (const name of start.files ?? []) files[name] = startFiles[name] as string;
  for (const name of [...(start.apply ?? []), ...(start.setup === undefined ? [] : [start.setup])])
    files[`${START_FOLDER}/${name}`] = startFiles[name] as string;
  return files;
}

function setupScript({ start }: Lab): string {
  const steps = (start.apply ?? []).map((name) => `kubectl apply -f ${START_FOLDER}/${name}`);
  if (start.setup !== undefined) steps.push(`. ${START_FOLDER}/${start.setup}`);
  if (steps.length === 0) return "";
  return ["set -e", ...steps, `rm -rf ${START_FOLDER}`, ""].join("\n");
}

/**
 * A copy of the learner's world for an editor's questions, kept and taken further as long as what was typed goes on from
 * where it was. A dry run lets a little time pass in it; too much, and it is made anew.
 */
import type { InputLog, Session } from "../../../shell/session.ts";
import type { World } from "../protocol.ts";
import type { EditorAnswer, EditorQuestion } from "./file-protocol.ts";
import { complaintsAbout } from "./manifest-check.ts";
import { fieldsAt, kindViews } from "./schema-fields.ts";

const MOST_AHEAD_US = 20_000_000;

export interface Wanted {
  readonly world: World;
  readonly log: InputLog;
  readonly untilUs: number;
  open(): Session;
}

interface Kept {
  readonly world: string;
  readonly entries: readonly string[];
  readonly session: Session;
}

let kept: Kept | null = null;

/** May be begun again from the start, where a program comes late: what was half done is not kept. */
export function editorAnswer(wanted: Wanted, question: EditorQuestion): EditorAnswer {
  const copy = copyOf(wanted);
  const answer = answerIn(copy.session, question);
  kept = copy;
  return answer;
}

function copyOf({ world, log, untilUs, open }: Wanted): Kept {
  const before = kept;
  kept = null;
  const name = JSON.stringify(world);
  const entries = log.entries.map((entry) => JSON.stringify(entry));
  const goesOn =
    before !== null &&
    before.world === name &&
    before.entries.every((entry, i) => entry === entries[i]) &&
    before.session.cluster.clock.nowUs - untilUs < MOST_AHEAD_US;
  const session = goesOn ? before.session : open();
  for (const entry of log.entries.slice(goesOn ? before.entries.length : 0)) session.replay(entry);
  session.runUntil(Math.max(untilUs, session.cluster.clock.nowUs));
  return { world: name, entries, session };
}

function answerIn(session: Session, question: EditorQuestion): EditorAnswer {
  switch (question.kind) {
    case "check":
      return { kind: "check", complaints: complaintsAbout(session, question.file, question.text) };
    case "kinds":
      return { kind: "kinds", kinds: kindViews(session.cluster) };
    case "fields":
      return fieldsAt(session.cluster, question);
  }
}

/** What the engine answers of itself; what is asked of the trace is another's (see trace/trace-desk.ts). */
import { HOME } from "../../shell/host-environment.ts";
import type { Session } from "../../shell/session.ts";
import type { Terminal } from "../../shell/terminal/terminal.ts";
import { homeText } from "./files/home-text.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Answer, Question, TerminalState } from "./protocol.ts";
import { terminalPlaces } from "./terminal-places.ts";
import type { TraceQuestion } from "./trace/trace-protocol.ts";

export function isOfTrace(question: Question): question is TraceQuestion {
  return ["requests", "ladder", "way", "export"].includes(question.kind);
}

export function answerTo(session: Session, question: Exclude<Question, TraceQuestion>): Answer {
  switch (question.kind) {
    case "record":
      return recordOf(session);
    case "places":
      return { kind: "places", places: terminalPlaces(session.cluster) };
    case "log":
      return { kind: "log", log: session.log };
    case "folder":
      return { kind: "folder", isHome: session.terminal.shell.cwd === HOME };
    case "file":
      return { kind: "file", text: homeText(session, question.file) };
  }
}

function recordOf(session: Session): Answer {
  const { log, cluster } = session;
  return { kind: "record", log, atUs: cluster.clock.nowUs, fingerprint: fingerprintOf(session) };
}

export function stateOf({ cluster }: Session, terminal: Terminal): TerminalState {
  if (cluster.clock.isHeld) return "running";
  if (terminal.atPrompt || terminal.ended) return "prompt";
  return terminal.busy ? "running" : "reading";
}

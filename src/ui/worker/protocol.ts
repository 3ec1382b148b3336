/**
 * What the page and the engine's worker say to each other: plain messages, one way or as question and answer. Types
 * only, so that neither side takes code from the other. A change that old pages would misread raises the version.
 */
import type { Values } from "../../grade/variant/variable.ts";
import type { FileChange } from "../../shell/file-change.ts";
import type { InputLog, SessionSpec } from "../../shell/session.ts";
import type { EditorAnswer, EditorQuestion, HomeEntry, HomeText } from "./files/file-protocol.ts";
import type { MapMessage, ReachQuestion, ReachView } from "./map/map-protocol.ts";
import type { CaptureQuestion, HopView, TraceAnswer, TraceQuestion } from "./trace/trace-protocol.ts";

/** A lab in one of its variants (its own where no seed is named), or a world that a page describes. */
export type World =
  | { readonly lab: string; readonly seed?: number | string }
  /** `isAsked`: a visitor put it together, so that it is looked at before it is opened. */
  | { readonly spec: SessionSpec; readonly isAsked?: boolean };

export interface OpenMessage {
  readonly type: "open";
  readonly version: 1;
  /** The world to open: a lab's, by its slug, or one of the page's own. */
  readonly world: World;
  /** What was typed before the page was reloaded, and the cluster's time then. */
  readonly log: InputLog | null;
  readonly untilUs: number;
  /** Comes back with `opened`: another `open` may have been sent meanwhile. */
  readonly ticket?: number;
}

export interface GradeMessage {
  readonly type: "grade";
  readonly id: number;
  readonly lab: string;
  readonly log: InputLog;
}

/** Send one request in a copy of what was typed; like grading, it needs no session. */
export interface ReachMessage {
  readonly type: "reach";
  readonly id: number;
  readonly world: World;
  readonly log: InputLog;
  readonly untilUs: number;
  readonly question: ReachQuestion;
}

/** Play a copy of what was typed with somebody listening; it needs no session either. */
export interface CaptureMessage {
  readonly type: "capture";
  readonly id: number;
  readonly world: World;
  readonly log: InputLog;
  readonly question: CaptureQuestion;
}

/** The lines that the author of the lab would type in this variant. */
export interface SolutionMessage {
  readonly type: "solution";
  readonly id: number;
  readonly lab: string;
  readonly seed: number | string;
}

/** The file that `hop grade` reads. */
export interface HandInMessage {
  readonly type: "hand-in";
  readonly id: number;
  readonly lab: string;
  readonly log: InputLog;
  readonly student: string;
}

/** What `kubectl get -o yaml` wrote in a real cluster, made into something that can be applied. */
export interface ImportMessage {
  readonly type: "import";
  readonly id: number;
  readonly text: string;
}

/** Needs neither a session nor any part of one; its code is loaded when it is first asked for. */
export type AsideMessage = SolutionMessage | HandInMessage | ImportMessage;

/** What an editor asks of a copy of what was typed, so that asking leaves no mark. */
export interface EditorMessage {
  readonly type: "editor";
  readonly id: number;
  readonly world: World;
  readonly log: InputLog;
  readonly untilUs: number;
  readonly question: EditorQuestion;
}

/** `base`: what the editor thinks is in the file (null: nothing is); where that is not so, nothing is changed. */
export interface ChangeFileMessage {
  readonly type: "change-file";
  readonly id: number;
  readonly change: FileChange;
  readonly base?: string | null;
}

export type ToEngine =
  | OpenMessage
  | AsideMessage
  /** Without a number it is the first terminal that is meant, here and below. */
  | { readonly type: "input"; readonly keys: string; readonly terminal?: number }
  | { readonly type: "resize"; readonly columns: number; readonly rows: number; readonly terminal?: number }
  /** Another terminal, or the end of one; nothing answers but the next `time`. */
  | { readonly type: "terminal"; readonly terminal: number; readonly isOpen: boolean }
  /** Let virtual time pass up to here; answered by one `time`. */
  | { readonly type: "advance"; readonly toUs: number }
  /** Run to the next prompt (or, at a prompt, until nothing but periodic work is left). */
  | { readonly type: "skip"; readonly terminal?: number }
  /** Run to the next event that leaves something in the trace; answered by one `stepped`. */
  | { readonly type: "step" }
  /** Grade what was typed, in worlds of its own: needs no session, so that a worker beside the live one can do it. */
  | GradeMessage
  | ReachMessage
  | EditorMessage
  | ChangeFileMessage
  /** Whether somebody looks at the home folder, and wants to be told what is in it. */
  | { readonly type: "watch-files"; readonly isOn: boolean }
  | CaptureMessage
  /** Whether somebody looks at the map, and wants to be told what is on it. */
  | { readonly type: "watch-map"; readonly isOn: boolean }
  | { readonly type: "ask"; readonly id: number; readonly question: Question };

/**
 * `prompt`: the shell's own prompt waits. `reading`: a program in front of it reads the keyboard. `running`: neither.
 */
export type TerminalState = "prompt" | "reading" | "running";

export interface TimeMessage {
  readonly type: "time";
  readonly atUs: number;
  readonly state: TerminalState;
  /** Something will happen by itself: Pods start, packets fly. */
  readonly pending: boolean;
  readonly skipping: boolean;
  /** How many `input` messages have been taken in so far. */
  readonly inputs: number;
  /** The trace's next number: it has grown when this has. */
  readonly traceSeq: number;
  /** All that are open, the first one too. */
  readonly terminals: readonly TerminalStatus[];
}

export interface TerminalStatus {
  readonly terminal: number;
  readonly state: TerminalState;
  /** What runs in front of the shell, as it was called; null: nothing does. */
  readonly program: string | null;
}

export type FromEngine =
  /** `startUs`: when the learner came, before anything was typed. */
  | {
      readonly type: "opened";
      readonly restored: boolean;
      readonly atUs: number;
      readonly startUs: number;
      readonly values: Values;
      readonly ticket: number | null;
    }
  /** What was typed before is being typed again, and so far it has come. */
  | { readonly type: "replaying"; readonly atUs: number; readonly untilUs: number }
  /** `text`: the most telling of the events that the step left in the trace; null: nothing more happens soon. */
  | { readonly type: "stepped"; readonly atUs: number; readonly text: string | null; readonly events: number }
  /** The world cannot be opened as it was asked for: why, in one sentence for whoever asked. */
  | { readonly type: "refused"; readonly reason: string }
  /** `said` is what of it a reader would call output: no prompts, no typing, no colours. */
  | { readonly type: "output"; readonly bytes: Uint8Array; readonly said: string; readonly terminal: number }
  | { readonly type: "command"; readonly phase: "started"; readonly terminal: number }
  | {
      readonly type: "command";
      readonly phase: "ended";
      readonly exitCode: number | null;
      readonly terminal: number;
    }
  | TimeMessage
  /** Everything in the home folder, whenever something there has changed. */
  | { readonly type: "files"; readonly entries: readonly HomeEntry[] }
  | { readonly type: "log"; readonly log: InputLog }
  | MapMessage
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer }
  /** Our own bug: what to copy into a report. */
  | { readonly type: "failed"; readonly message: string; readonly log: InputLog | null };

export type Question =
  | TraceQuestion
  | { readonly kind: "log" }
  | { readonly kind: "file"; readonly file: string }
  /** Whether the terminal's shell is in the home folder. */
  | { readonly kind: "folder" }
  /** Where a terminal can be had. */
  | { readonly kind: "places" }
  /** What was typed, and what all of it came to. */
  | { readonly kind: "record" };

export type Answer =
  | TraceAnswer
  /** Null: the place that it was asked of was never there. */
  | { readonly kind: "capture"; readonly bytes: Uint8Array | null }
  | { readonly kind: "tasks"; readonly tasks: readonly TaskView[]; readonly questions: readonly QuestionView[] }
  | { readonly kind: "solution"; readonly lines: readonly string[] }
  | { readonly kind: "submission"; readonly text: string; readonly earned: number; readonly total: number }
  | { readonly kind: "imported"; readonly imported: ImportView }
  | { readonly kind: "log"; readonly log: InputLog }
  | { readonly kind: "file"; readonly text: HomeText }
  | { readonly kind: "folder"; readonly isHome: boolean }
  /** `refused`: in the words of the system. `theirs`: the file was not what the editor thought, but this. */
  | { readonly kind: "changed"; readonly refused: string | null; readonly theirs: HomeText | null }
  | { readonly kind: "editor"; readonly answer: EditorAnswer }
  | { readonly kind: "places"; readonly places: TerminalPlaces }
  | { readonly kind: "reach"; readonly reach: ReachView }
  | { readonly kind: "record"; readonly log: InputLog; readonly atUs: number; readonly fingerprint: string };

export interface TerminalPlaces {
  readonly nodes: readonly string[];
  /** Those that run. */
  readonly pods: readonly { readonly namespace: string; readonly name: string }[];
}

export interface CheckView {
  readonly id: string;
  readonly ok: boolean;
  readonly wanted: string;
  readonly saw: string;
  /** Which object or field to look at, where that is known. */
  readonly lookAt: string | null;
  readonly evidence: readonly string[];
  /** The packets that a failing check sent; null where it sent none. */
  readonly story: TraceStory | null;
}

export interface PacketView {
  readonly packetId: number;
  readonly title: string;
  readonly at: string;
  readonly end: "delivered" | "dropped" | "on its way";
  readonly ending: string;
}

export interface ExchangeView {
  readonly protocol: string;
  readonly client: string;
  readonly server: string;
  readonly end: "answered" | "refused" | "unanswered";
  readonly packets: readonly PacketView[];
}

/** Packets of a copy that is gone by now, with everything that there is to say of them. */
export interface TraceStory {
  readonly exchanges: readonly ExchangeView[];
  readonly leftOut: number;
  /** By packet. */
  readonly hops: Readonly<Record<number, readonly HopView[]>>;
}

/** A question of the lab, in the learner's variant. */
export interface QuestionView {
  readonly id: string;
  readonly question: string;
  /** Empty where a word is wanted. */
  readonly choices: readonly { readonly letter: string; readonly text: string }[];
  /** What an answer looks like; null where there are choices. */
  readonly form: string | null;
  /** What was answered last. */
  readonly given: string | null;
  /** Said to that answer. */
  readonly said: string | null;
}

export interface ImportView {
  /** YAML to apply; empty where nothing is left. */
  readonly text: string;
  readonly kept: readonly string[];
  /** What was left out, and why, a sentence each. */
  readonly leftOut: readonly string[];
  /** Why it cannot be read at all. */
  readonly trouble: string | null;
}

export interface TaskView {
  readonly id: string;
  readonly title: string;
  readonly ok: boolean;
  readonly checks: readonly CheckView[];
}

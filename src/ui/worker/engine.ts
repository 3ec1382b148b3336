/** The engine's side of the worker: owns the one live session, lets time pass when told to, and answers questions. */
import { FIRST_TERMINAL, type Session } from "../../shell/session.ts";
import { decodeUtf8, encodeUtf8 } from "../../sim/core/utf8.ts";
import { answerTo, isOfTrace, stateOf } from "./answer-to.ts";
import { homeText } from "./files/home-text.ts";
import { type Start, starterOf } from "./open-world.ts";
import { PageSoftware } from "./page-software.ts";
import { PromptWatch } from "./prompt-watch.ts";
import type {
  AsideMessage,
  CaptureMessage,
  ChangeFileMessage,
  EditorMessage,
  FromEngine,
  GradeMessage,
  OpenMessage,
  ReachMessage,
  ToEngine,
} from "./protocol.ts";
import type { TraceDesk } from "./trace/trace-desk.ts";
import type { TraceQuestion } from "./trace/trace-protocol.ts";
import { Watches } from "./watches.ts";

export interface EnginePort {
  post(message: FromEngine): void;
  /** Calls back after messages that already wait have been taken in. */
  later(work: () => void): void;
}

/** Enter, Ctrl-C and Ctrl-D: keys after which the page keeps what was typed. */
const KEPT_AFTER = ["\r", "\n", "\x03", "\x04"];
const SLICE_EVENTS = 20_000;
const SKIP_STEP_US = 200_000;
/** A watch never ends by itself: skipping gives up after ten minutes of the cluster's time. */
const SKIP_MAX_US = 600_000_000;

/** Output, and the number of its terminal. */
interface Shown {
  readonly bytes: Uint8Array;
  readonly terminal: number;
}

interface Built {
  readonly session: Session;
  readonly shown: readonly Shown[];
  readonly startUs: number;
}

/** What may be asked before there is a session. */
type SessionlessType =
  | "open"
  | "grade"
  | "reach"
  | "capture"
  | "editor"
  | "watch-map"
  | "watch-files"
  | AsideMessage["type"];

export class Engine {
  readonly #port: EnginePort;
  readonly #software = new PageSoftware((error) => this.#fail(error));
  #session: Session | null = null;
  /** What the session showed while it was built; the page sees it, and whatever comes after, once the world is open. */
  #shown: readonly Shown[] = [];
  /** What came while a world is being opened. */
  #waiting: ToEngine[] | null = null;
  readonly #watches = new Map<number, PromptWatch>();
  #inputs = 0;
  /** Where the last line that was entered begins; null: none was. */
  #lineSeq: number | null = null;
  #desk: { readonly session: Session; readonly desk: TraceDesk } | null = null;
  #skipUntilUs: number | null = null;
  readonly #looks = new Watches({
    cluster: () => this.#session?.cluster ?? null,
    post: (message) => this.#port.post(message),
    onBug: (error) => this.#fail(error),
  });

  constructor(port: EnginePort) {
    this.#port = port;
  }

  take(message: ToEngine): void {
    try {
      this.#take(message);
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(message: ToEngine): void {
    if (message.type === "open") {
      this.#open(message).catch((error: unknown) => this.#fail(error));
      return;
    }
    if (message.type === "grade") {
      this.#grade(message).catch((error: unknown) => this.#fail(error));
      return;
    }
    if (message.type === "reach") {
      this.#reach(message).catch((error: unknown) => this.#fail(error));
      return;
    }
    if (message.type === "capture") {
      this.#capture(message).catch((error: unknown) => this.#fail(error));
      return;
    }
    if (message.type === "solution" || message.type === "hand-in" || message.type === "import") {
      this.#aside(message).catch((error: unknown) => this.#fail(error));
      return;
    }
    if (message.type === "editor") {
      this.#askEditor(message).catch((error: unknown) => this.#fail(error));
      return;
    }
    if (message.type === "watch-map" || message.type === "watch-files") {
      this.#looks.watch(message.type === "watch-map" ? "map" : "files", message.isOn);
      return;
    }
    const session = this.#session;
    if (session === null) this.#waiting?.push(message);
    else this.#takeInto(session, message);
  }

  #takeInto(session: Session, message: Exclude<ToEngine, { readonly type: SessionlessType }>): void {
    switch (message.type) {
      case "input":
        this.#input(session, message.keys, message.terminal);
        break;
      case "resize":
        session.resize(message.columns, message.rows, message.terminal);
        break;
      case "terminal":
        this.#setTerminal(session, message.terminal, message.isOpen);
        break;
      case "advance":
        if (this.#skipUntilUs === null)
          session.runUntil(Math.max(message.toUs, session.cluster.clock.nowUs), SLICE_EVENTS);
        this.#postTime(session);
        break;
      case "skip":
        this.#startSkip(session, message.terminal);
        break;
      case "change-file":
        this.#changeFile(session, message);
        break;
      case "ask":
        this.#ask(session, message);
        break;
    }
  }

  async #grade({ id, lab, log }: GradeMessage): Promise<void> {
    const { labNamed, taskViews } = await import("./lab-tasks.ts");
    const views = await this.#software.attempt(() => taskViews(labNamed(lab, log.spec.seed), log, this.#software.here));
    this.#port.post({ type: "answer", id, answer: { kind: "tasks", ...views } });
  }

  async #aside(message: AsideMessage): Promise<void> {
    const { answerAside } = await import("./aside/answer-aside.ts");
    const answer = await answerAside(message, this.#software);
    this.#port.post({ type: "answer", id: message.id, answer });
  }

  async #reach({ id, world, log, untilUs, question }: ReachMessage): Promise<void> {
    const { reachView } = await import("./map/reach.ts");
    const { start } = await starterOf(world);
    const open = (): Session => start(this.#software.here, () => {});
    const reach = await this.#software.attempt(() => {
      const copy = open();
      for (const entry of log.entries) copy.replay(entry);
      copy.runUntil(Math.max(untilUs, copy.cluster.clock.nowUs));
      return reachView(copy, open, question);
    });
    this.#port.post({ type: "answer", id, answer: { kind: "reach", reach } });
  }

  async #askEditor({ id, world, log, untilUs, question }: EditorMessage): Promise<void> {
    const { editorAnswer } = await import("./files/editor-copy.ts");
    const { start } = await starterOf(world);
    const open = (): Session => start(this.#software.here, () => {});
    const answer = await this.#software.attempt(() => editorAnswer({ world, log, untilUs, open }, question));
    this.#port.post({ type: "answer", id, answer: { kind: "editor", answer } });
  }

  #changeFile(session: Session, { id, change, base }: ChangeFileMessage): void {
    const found = homeText(session, change.file);
    const isAsThought = base === undefined || (found !== null && "text" in found ? found.text : found) === base;
    const answer = (refused: string | null): void => {
      if (refused === null && isAsThought) this.#port.post({ type: "log", log: session.log });
      this.#port.post({
        type: "answer",
        id,
        answer: { kind: "changed", refused, theirs: isAsThought ? null : (found ?? { unreadable: "it is gone" }) },
      });
      this.#postTime(session);
    };
    if (isAsThought) session.changeFile(change, answer);
    else answer(null);
  }

  async #capture({ id, world, log, question }: CaptureMessage): Promise<void> {
    const { captureFile } = await import("./trace/capture-file.ts");
    const { start } = await starterOf(world);
    const bytes = await this.#software.attempt(() =>
      captureFile(
        start(this.#software.here, () => {}),
        log.entries,
        question,
      ),
    );
    this.#port.post({ type: "answer", id, answer: { kind: "capture", bytes } });
  }

  /** What the page says meanwhile is taken in when the world is open. */
  async #open(message: OpenMessage): Promise<void> {
    const { world, log, version } = message;
    if (version !== 1) throw new Error(`the page speaks version ${version} of the protocol, the engine version 1`);
    const waiting: ToEngine[] = [];
    this.#waiting = waiting;
    this.#session = null;
    const { start, values, refusal } = await starterOf(world);
    const built = await this.#software.attempt(() => refusal(this.#software.here) ?? this.#build(message, start));
    if (this.#waiting !== waiting) return;
    if (typeof built === "string") {
      this.#port.post({ type: "refused", reason: built });
      return;
    }
    const { session, shown, startUs } = built;
    this.#waiting = null;
    this.#session = session;
    this.#watches.clear();
    this.#shown = shown;
    this.#looks.begin();
    for (const one of shown) this.#show(one);
    this.#port.post({ type: "opened", restored: log !== null, atUs: session.cluster.clock.nowUs, startUs, values });
    this.#postTime(session);
    for (const message of waiting) this.#take(message);
  }

  /** A reload is a replay: the same keys at the same moments give the same cluster and the same screen. */
  #build({ log, untilUs }: OpenMessage, start: Start): Built {
    const shown: Shown[] = [];
    const session = start(this.#software.here, (bytes, terminal) => {
      if (this.#shown === shown) this.#show({ bytes, terminal });
      else shown.push({ bytes: bytes.slice(), terminal });
    });
    this.#lineSeq = null;
    session.runUntil(session.cluster.clock.nowUs);
    const startUs = session.cluster.clock.nowUs;
    if (log !== null) this.#replay(session, log.entries, untilUs);
    return { session, shown, startUs };
  }

  #replay(session: Session, entries: Session["log"]["entries"], untilUs: number): void {
    for (const entry of entries) {
      session.runUntil(Math.max(entry.atUs, session.cluster.clock.nowUs));
      if ("keys" in entry) this.#type(session, entry.keys, entry.terminal);
      else session.replay(entry);
    }
    session.runUntil(Math.max(untilUs, session.cluster.clock.nowUs));
  }

  #input(session: Session, keys: string, terminal?: number): void {
    this.#inputs++;
    if (keys.includes("\x03")) this.#skipUntilUs = null;
    this.#type(session, keys, terminal);
    session.runUntil(session.cluster.clock.nowUs);
    if (KEPT_AFTER.some((key) => keys.includes(key))) this.#port.post({ type: "log", log: session.log });
    this.#postTime(session);
  }

  #type(session: Session, keys: string, terminal: number = FIRST_TERMINAL): void {
    const isAwaited = session.terminals.get(terminal)?.busy === false;
    if (/[\r\n]/.test(keys) && isAwaited) this.#lineSeq = session.cluster.trace.nextSeq;
    session.input(encodeUtf8(keys), terminal);
  }

  /** What is open is part of what is kept: a reload brings it back. */
  #setTerminal(session: Session, terminal: number, isOpen: boolean): void {
    if (isOpen) session.openTerminal(terminal);
    else session.closeTerminal(terminal);
    this.#watches.delete(terminal);
    session.runUntil(session.cluster.clock.nowUs);
    this.#port.post({ type: "log", log: session.log });
    this.#postTime(session);
  }

  #show({ bytes, terminal }: Shown): void {
    const watch = this.#watches.get(terminal) ?? new PromptWatch();
    this.#watches.set(terminal, watch);
    const { said, marks } = watch.read(decodeUtf8(bytes));
    this.#port.post({ type: "output", bytes: bytes.slice(), said, terminal });
    for (const mark of marks) this.#port.post({ type: "command", ...mark, terminal });
  }

  #startSkip(session: Session, number: number = FIRST_TERMINAL): void {
    const terminal = session.terminals.get(number) ?? session.terminal;
    const running = this.#skipUntilUs !== null;
    this.#skipUntilUs = session.cluster.clock.nowUs + SKIP_MAX_US;
    if (!running)
      this.#skipSlice(session, terminal.busy ? () => !terminal.busy : () => session.cluster.clock.pending === 0);
  }

  /** In slices, so that a Ctrl-C gets in between. */
  #skipSlice(session: Session, isOver: () => boolean): void {
    const { clock } = session.cluster;
    if (this.#session !== session || this.#skipUntilUs === null) return;
    if (clock.isHeld) {
      clock.released.add(() => this.#skipLater(session, isOver));
      return;
    }
    for (let events = 0; events < SLICE_EVENTS && !isOver() && clock.nowUs < this.#skipUntilUs; ) {
      const nextUs = clock.nextAtUs();
      if (nextUs === undefined) break;
      session.runUntil(Math.min(nextUs, clock.nowUs + SKIP_STEP_US), 1000);
      events += 100;
    }
    const ended = !clock.isHeld && clock.nextAtUs() === undefined;
    if (isOver() || clock.nowUs >= this.#skipUntilUs || ended) this.#skipUntilUs = null;
    else this.#skipLater(session, isOver);
    this.#postTime(session);
  }

  #skipLater(session: Session, isOver: () => boolean): void {
    this.#port.later(() => {
      try {
        this.#skipSlice(session, isOver);
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  #ask(session: Session, { id, question }: Extract<ToEngine, { readonly type: "ask" }>): void {
    if (isOfTrace(question)) this.#askDesk(session, id, question).catch((error: unknown) => this.#fail(error));
    else this.#port.post({ type: "answer", id, answer: answerTo(session, question) });
  }

  /** What reads the trace is loaded when somebody looks at it. */
  async #askDesk(session: Session, id: number, question: TraceQuestion): Promise<void> {
    const { TraceDesk } = await import("./trace/trace-desk.ts");
    if (this.#desk?.session !== session) this.#desk = { session, desk: new TraceDesk(session) };
    this.#port.post({ type: "answer", id, answer: this.#desk.desk.answer(question, this.#lineSeq) });
  }

  #postTime(session: Session): void {
    const { clock, trace } = session.cluster;
    this.#port.post({
      type: "time",
      atUs: clock.nowUs,
      state: stateOf(session, session.terminal),
      pending: clock.pending > 0 || clock.isHeld,
      skipping: this.#skipUntilUs !== null,
      inputs: this.#inputs,
      traceSeq: trace.nextSeq,
      terminals: [...session.terminals].map(([number, terminal]) => ({
        terminal: number,
        state: stateOf(session, terminal),
        program: terminal.program,
      })),
    });
    this.#looks.look();
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error);
    const log = this.#session?.log ?? null;
    this.#session = null;
    this.#waiting = null;
    this.#port.post({ type: "failed", message, log });
  }
}

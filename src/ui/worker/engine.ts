/** The engine's side of the worker: owns the one live session, lets time pass when told to, and answers questions. */
import { FIRST_TERMINAL, type InputLog, type Session } from "../../shell/session.ts";
import { decodeUtf8, encodeUtf8 } from "../../sim/core/utf8.ts";
import { answerFromCopy, type CopyMessage, isOfCopy } from "./answer-from-copy.ts";
import { answerTo, isOfTrace, stateOf } from "./answer-to.ts";
import { homeText } from "./files/home-text.ts";
import { type Start, starterOf } from "./open-world.ts";
import { PageSoftware } from "./page-software.ts";
import { PromptWatch } from "./prompt-watch.ts";
import type { ChangeFileMessage, FromEngine, OpenMessage, ToEngine } from "./protocol.ts";
import { Leap } from "./time/leap.ts";
import { ReplayRun } from "./time/replay-run.ts";
import { Slice } from "./time/slice.ts";
import type { TraceDesk } from "./trace/trace-desk.ts";
import type { TraceQuestion } from "./trace/trace-protocol.ts";
import { Watches } from "./watches.ts";

export interface EnginePort {
  post(message: FromEngine): void;
  /** Calls back after messages that already wait have been taken in. */
  later(work: () => void): void;
  /** A watch, to see when it is time for that; nothing that is simulated knows it. */
  nowMs(): number;
}

/** Enter, Ctrl-C and Ctrl-D: keys after which the page keeps what was typed. */
const KEPT_AFTER = ["\r", "\n", "\x03", "\x04"];
/** A watch never ends by itself: skipping gives up after ten minutes of the cluster's time. */
const SKIP_MAX_US = 600_000_000;
/** A cluster at rest leaves something in its trace every few seconds. */
const STEP_MAX_US = 60_000_000;

/** Output, and the number of its terminal. */
interface Shown {
  readonly bytes: Uint8Array;
  readonly terminal: number;
}

interface Built {
  readonly session: Session;
  readonly shown: readonly Shown[];
}

/** What may be asked before there is a session. */
type SessionlessType = "open" | "watch-map" | "watch-files" | CopyMessage["type"];

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
  readonly #leap: Leap;
  readonly #looks = new Watches({
    cluster: () => this.#session?.cluster ?? null,
    post: (message) => this.#port.post(message),
    onBug: (error) => this.#fail(error),
  });

  constructor(port: EnginePort) {
    this.#port = port;
    this.#leap = new Leap({
      later: (work) => port.later(work),
      nowMs: () => port.nowMs(),
      onSlice: (session) => this.#postTime(session),
      onBug: (error) => this.#fail(error),
    });
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
      this.#open(message).catch((error: unknown) => this.#fail(error, message.log));
      return;
    }
    if (isOfCopy(message)) {
      answerFromCopy(message, this.#software).then(
        (answer) => this.#port.post({ type: "answer", id: message.id, answer }),
        (error: unknown) => this.#fail(error),
      );
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
        if (this.#leap.kind === null)
          new Slice(this.#port.nowMs).run(session, Math.max(message.toUs, session.cluster.clock.nowUs));
        this.#postTime(session);
        break;
      case "skip":
        this.#skip(session, message.terminal);
        break;
      case "step":
        this.#step(session);
        break;
      case "change-file":
        this.#changeFile(session, message);
        break;
      case "ask":
        this.#ask(session, message);
        break;
    }
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

  /** What the page says meanwhile is taken in when the world is open. */
  async #open(message: OpenMessage): Promise<void> {
    const { world, log, version, ticket = null } = message;
    if (version !== 1) throw new Error(`the page speaks version ${version} of the protocol, the engine version 1`);
    const waiting: ToEngine[] = [];
    this.#waiting = waiting;
    this.#session = null;
    this.#leap.stop();
    // A lab's start types what lessons type: fetched at once, instead of being missed one after the other.
    const usual = "lab" in world ? this.#software.bringUsual() : null;
    const { start, values, refusal } = await starterOf(world);
    await usual;
    const built = await this.#software.attempt(() => refusal(this.#software.here) ?? this.#build(start));
    if (this.#waiting !== waiting) return;
    if (typeof built === "string") {
      this.#port.post({ type: "refused", reason: built });
      return;
    }
    const { session, shown } = built;
    const startUs = session.cluster.clock.nowUs;
    this.#lineSeq = null;
    if (log !== null) await this.#replay(session, message, waiting);
    if (this.#waiting !== waiting) return;
    this.#waiting = null;
    this.#session = session;
    this.#watches.clear();
    this.#shown = shown;
    this.#looks.begin();
    for (const one of shown) this.#show(one);
    const { nowUs: atUs } = session.cluster.clock;
    this.#port.post({ type: "opened", restored: log !== null, atUs, startUs, values, ticket });
    this.#postTime(session);
    for (const message of waiting) this.#take(message);
  }

  #build(start: Start): Built {
    const shown: Shown[] = [];
    const session = start(this.#software.here, (bytes, terminal) => {
      if (this.#shown === shown) this.#show({ bytes, terminal });
      else shown.push({ bytes: bytes.slice(), terminal });
    });
    session.runUntil(session.cluster.clock.nowUs);
    return { session, shown };
  }

  /**
   * A reload is a replay: the same keys at the same moments give the same cluster and the same screen. It ends when it is
   * done, or when another world is asked for.
   */
  #replay(session: Session, { log, untilUs }: OpenMessage, waiting: ToEngine[]): Promise<void> {
    const type = (keys: string, terminal?: number): void => this.#type(session, keys, terminal);
    const run = new ReplayRun(session, { entries: log?.entries ?? [], untilUs, type });
    const { clock } = session.cluster;
    const endUs = Math.max(untilUs, log?.entries.at(-1)?.atUs ?? 0);
    return new Promise((resolve, reject) => {
      const attempt = (): void => {
        try {
          const state = this.#waiting === waiting ? run.go(new Slice(this.#port.nowMs)) : "done";
          if (state === "done") {
            resolve();
            return;
          }
          this.#port.post({ type: "replaying", atUs: clock.nowUs, untilUs: endUs });
          if (state === "held") clock.released.add(() => this.#port.later(attempt));
          else this.#port.later(attempt);
        } catch (error) {
          reject(error);
        }
      };
      attempt();
    });
  }

  #input(session: Session, keys: string, terminal?: number): void {
    this.#inputs++;
    if (keys.includes("\x03")) this.#leap.stop();
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

  #skip(session: Session, number: number = FIRST_TERMINAL): void {
    const { clock } = session.cluster;
    const terminal = session.terminals.get(number) ?? session.terminal;
    const isOver = terminal.busy ? () => !terminal.busy : () => clock.pending === 0;
    this.#leap.start(session, { kind: "skip", isOver, untilUs: clock.nowUs + SKIP_MAX_US });
  }

  #step(session: Session): void {
    const { clock, trace } = session.cluster;
    const before = trace.nextSeq;
    this.#leap.start(session, {
      kind: "step",
      isOver: () => trace.nextSeq > before,
      untilUs: clock.nowUs + STEP_MAX_US,
      onEnd: () => {
        this.#tellStep(session, before).catch((error: unknown) => this.#fail(error));
      },
    });
  }

  /** The words are loaded when somebody steps. */
  async #tellStep(session: Session, fromSeq: number): Promise<void> {
    const { clock, trace } = session.cluster;
    const { nowUs: atUs } = clock;
    const left = trace.between(fromSeq);
    const { stepWords } = await import("./time/step-words.ts");
    this.#port.post({ type: "stepped", atUs, text: stepWords(left), events: left.length });
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
      skipping: this.#leap.kind === "skip",
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

  #fail(error: unknown, opened: InputLog | null = null): void {
    const message = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error);
    const log = this.#session?.log ?? opened;
    this.#session = null;
    this.#waiting = null;
    this.#port.post({ type: "failed", message, log });
  }
}

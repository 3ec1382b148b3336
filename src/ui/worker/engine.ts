/** The engine's side of the worker: owns the one live session, lets time pass when told to, and answers questions. */
import type { Session } from "../../shell/session.ts";
import { decodeUtf8, encodeUtf8 } from "../../sim/core/utf8.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { MapWatch } from "./map-watch.ts";
import { type Start, starterOf } from "./open-world.ts";
import { exchangeViews, hopViews } from "./packet-views.ts";
import { PageSoftware } from "./page-software.ts";
import { PromptWatch } from "./prompt-watch.ts";
import type {
  Answer,
  FromEngine,
  GradeMessage,
  OpenMessage,
  Question,
  ReachMessage,
  TerminalState,
  ToEngine,
} from "./protocol.ts";

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

/** What may be asked before there is a session. */
type SessionlessType = "open" | "grade" | "reach" | "watch-map";

export class Engine {
  readonly #port: EnginePort;
  readonly #software = new PageSoftware((error) => this.#fail(error));
  #session: Session | null = null;
  /** What the session showed while it was built; the page sees it, and whatever comes after, once the world is open. */
  #shown: readonly Uint8Array[] = [];
  /** What came while a world is being opened. */
  #waiting: ToEngine[] | null = null;
  #watch = new PromptWatch();
  #inputs = 0;
  #lineSeq = 0;
  #skipUntilUs: number | null = null;
  readonly #map = new MapWatch({
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
    if (message.type === "watch-map") {
      this.#map.watch(message.isOn);
      return;
    }
    const session = this.#session;
    if (session === null) this.#waiting?.push(message);
    else this.#takeInto(session, message);
  }

  #takeInto(session: Session, message: Exclude<ToEngine, { readonly type: SessionlessType }>): void {
    switch (message.type) {
      case "input":
        this.#input(session, message.keys);
        break;
      case "resize":
        session.resize(message.columns, message.rows);
        break;
      case "advance":
        if (this.#skipUntilUs === null)
          session.runUntil(Math.max(message.toUs, session.cluster.clock.nowUs), SLICE_EVENTS);
        this.#postTime(session);
        break;
      case "skip":
        this.#startSkip(session);
        break;
      case "ask":
        this.#port.post({ type: "answer", id: message.id, answer: this.#answer(session, message.question) });
        break;
    }
  }

  async #grade({ id, lab, log }: GradeMessage): Promise<void> {
    const { labNamed, taskViews } = await import("./lab-tasks.ts");
    const tasks = await this.#software.attempt(() => taskViews(labNamed(lab, log.spec.seed), log, this.#software.here));
    this.#port.post({ type: "answer", id, answer: { kind: "tasks", tasks } });
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

  /** What the page says meanwhile is taken in when the world is open. */
  async #open(message: OpenMessage): Promise<void> {
    const { world, log, version } = message;
    if (version !== 1) throw new Error(`the page speaks version ${version} of the protocol, the engine version 1`);
    const waiting: ToEngine[] = [];
    this.#waiting = waiting;
    this.#session = null;
    const { start, values } = await starterOf(world);
    const { session, shown } = await this.#software.attempt(() => this.#build(message, start));
    if (this.#waiting !== waiting) return;
    this.#waiting = null;
    this.#session = session;
    this.#watch = new PromptWatch();
    this.#shown = shown;
    this.#map.begin();
    for (const bytes of shown) this.#show(bytes);
    this.#port.post({ type: "opened", restored: log !== null, atUs: session.cluster.clock.nowUs, values });
    this.#postTime(session);
    for (const message of waiting) this.#take(message);
  }

  /** A reload is a replay: the same keys at the same moments give the same cluster and the same screen. */
  #build({ log, untilUs }: OpenMessage, start: Start): { session: Session; shown: readonly Uint8Array[] } {
    const shown: Uint8Array[] = [];
    const session = start(this.#software.here, (bytes) => {
      if (this.#shown === shown) this.#show(bytes);
      else shown.push(bytes.slice());
    });
    this.#lineSeq = 0;
    session.runUntil(session.cluster.clock.nowUs);
    if (log !== null) this.#replay(session, log.entries, untilUs);
    return { session, shown };
  }

  #replay(session: Session, entries: Session["log"]["entries"], untilUs: number): void {
    for (const entry of entries) {
      session.runUntil(Math.max(entry.atUs, session.cluster.clock.nowUs));
      if ("keys" in entry) this.#type(session, entry.keys);
      else session.replay(entry);
    }
    session.runUntil(Math.max(untilUs, session.cluster.clock.nowUs));
  }

  #input(session: Session, keys: string): void {
    this.#inputs++;
    if (keys.includes("\x03")) this.#skipUntilUs = null;
    this.#type(session, keys);
    session.runUntil(session.cluster.clock.nowUs);
    if (KEPT_AFTER.some((key) => keys.includes(key))) this.#port.post({ type: "log", log: session.log });
    this.#postTime(session);
  }

  #type(session: Session, keys: string): void {
    if (/[\r\n]/.test(keys) && !session.busy) this.#lineSeq = session.cluster.trace.nextSeq;
    session.input(encodeUtf8(keys));
  }

  #show(bytes: Uint8Array): void {
    const { said, marks } = this.#watch.read(decodeUtf8(bytes));
    this.#port.post({ type: "output", bytes: bytes.slice(), said });
    for (const mark of marks) this.#port.post({ type: "command", ...mark });
  }

  #startSkip(session: Session): void {
    const running = this.#skipUntilUs !== null;
    this.#skipUntilUs = session.cluster.clock.nowUs + SKIP_MAX_US;
    if (!running)
      this.#skipSlice(session, session.busy ? () => !session.busy : () => session.cluster.clock.pending === 0);
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

  #answer(session: Session, question: Question): Answer {
    const events = session.cluster.trace.between(this.#lineSeq);
    switch (question.kind) {
      case "exchanges":
        return { kind: "exchanges", ...exchangeViews(events, new Set(session.cluster.world.nodes.keys())) };
      case "hops":
        return { kind: "hops", packetId: question.packetId, hops: hopViews(events, question.packetId) };
      case "record":
        return recordOf(session);
      case "log":
        return { kind: "log", log: session.log };
    }
  }

  #postTime(session: Session): void {
    const { clock, trace } = session.cluster;
    this.#port.post({
      type: "time",
      atUs: clock.nowUs,
      state: stateOf(session),
      pending: clock.pending > 0 || clock.isHeld,
      skipping: this.#skipUntilUs !== null,
      inputs: this.#inputs,
      traceSeq: trace.nextSeq,
    });
    this.#map.look();
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error);
    const log = this.#session?.log ?? null;
    this.#session = null;
    this.#waiting = null;
    this.#port.post({ type: "failed", message, log });
  }
}

function recordOf(session: Session): Answer {
  const { log, cluster } = session;
  return { kind: "record", log, atUs: cluster.clock.nowUs, fingerprint: fingerprintOf(session) };
}

function stateOf(session: Session): TerminalState {
  if (session.cluster.clock.isHeld) return "running";
  if (session.terminal.atPrompt || session.terminal.ended) return "prompt";
  return session.busy ? "running" : "reading";
}

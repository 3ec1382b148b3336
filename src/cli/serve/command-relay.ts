/** Passes bytes between a program in a container and a client's streams, whatever those are made of. */
import type { Stream } from "../../sim/core/stream.ts";
import type { ContainerSession } from "../../sim/kube/api/backend.ts";
import type { JsonObject } from "../../sim/kube/api/objects.ts";
import type { Conversation, Pace } from "./pace.ts";

/** The client's end: what a WebSocket's channels and SPDY's streams have in common. */
export interface CommandClient {
  readonly isFull: boolean;
  send(to: "stdout" | "stderr", data: Uint8Array): void;
  /** The program has ended, and this is what is said of it. */
  end(status: JsonObject): void;
}

interface Output {
  readonly name: "stdout" | "stderr";
  readonly stream: Stream;
  isOpen: boolean;
}

const CHUNK = 32_768;

export class CommandRelay implements Conversation {
  readonly #session: ContainerSession;
  readonly #client: CommandClient;
  readonly #pace: Pace;
  readonly #command: readonly string[];
  readonly #outputs: readonly Output[];
  #typed: Uint8Array[] = [];
  #inputEnds = false;
  #isOver = false;

  constructor(session: ContainerSession, client: CommandClient, how: { pace: Pace; command: readonly string[] }) {
    this.#session = session;
    this.#client = client;
    this.#pace = how.pace;
    this.#command = how.command;
    const { stdout, stderr } = session;
    this.#outputs = [
      ...(stdout === null ? [] : [{ name: "stdout" as const, stream: stdout, isOpen: true }]),
      ...(stderr === null ? [] : [{ name: "stderr" as const, stream: stderr, isOpen: true }]),
    ];
    this.#pace.add(this);
  }

  /** A program that waits for the keyboard needs its learner, not time. */
  get needsTime(): boolean {
    const behind = (this.#session.relayed ?? null) as { isAwaited?: () => boolean } | null;
    return this.#typed.length > 0 || behind?.isAwaited?.() !== true;
  }

  input(data: Uint8Array): void {
    if (this.#isOver || this.#inputEnds || data.length === 0) return;
    this.#typed.push(Uint8Array.from(data));
    this.#pace.touch();
  }

  endInput(): void {
    this.#inputEnds = true;
    this.#pace.touch();
  }

  resize(columns: number, rows: number): void {
    if (this.#isOver || !(columns >= 0) || !(rows >= 0)) return;
    // A terminal that does not know its size says 0, and programs take that for the size of old.
    this.#session.resize(columns || 80, rows || 24);
    this.#pace.touch();
  }

  /** There is room at the client again. */
  resume(): void {
    if (!this.#isOver) this.#pace.touch();
  }

  clientGone(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#session.close();
    this.#pace.remove(this);
    this.#pace.touch();
  }

  step(): boolean {
    if (this.#isOver) return false;
    const hasTyped = this.#stepInput();
    const hasShown = this.#stepOutputs();
    const { exit } = this.#session;
    if (hasTyped || hasShown || exit === null || this.#outputs.some(({ isOpen }) => isOpen))
      return hasTyped || hasShown;
    this.#isOver = true;
    this.#pace.remove(this);
    this.#client.end("status" in exit ? exit.status : exitStatus(exit.code, this.#command));
    this.#session.close();
    return true;
  }

  #stepInput(): boolean {
    const { stdin } = this.#session;
    if (stdin === null) return false;
    const [next] = this.#typed;
    if (next === undefined) {
      if (!this.#inputEnds) return false;
      // Once is enough: an ended input is closed and not looked at again.
      this.#inputEnds = false;
      stdin.close();
      return true;
    }
    const taken = stdin.tryWrite(next);
    if (taken === "would-block") return false;
    if (taken === "broken") this.#typed = [];
    else if (taken >= next.length) this.#typed.shift();
    else this.#typed[0] = next.subarray(taken);
    return true;
  }

  #stepOutputs(): boolean {
    let hasMoved = false;
    for (const output of this.#outputs) {
      if (!output.isOpen || this.#client.isFull) continue;
      const got = output.stream.tryRead(CHUNK);
      if (got === "would-block") continue;
      hasMoved = true;
      if (got === "eof") output.isOpen = false;
      else this.#client.send(output.name, got);
    }
    return hasMoved;
  }
}

/** An attach has no command, and tells nothing of how the container ended. Models: pkg/kubelet/cri/streaming/remotecommand/{attach,exec}.go */
export function exitStatus(code: number, command: readonly string[]): JsonObject {
  if (code === 0 || command.length === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: error executing command [${command.join(" ")}], exit code ${code}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(code) }] },
  };
}

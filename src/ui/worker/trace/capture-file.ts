/**
 * A capture of packets that have long gone: a trace keeps headers and no bytes, so a copy of the session is played again
 * with somebody listening. The same keys at the same moments make the same packets.
 */
import { cookedBytes } from "../../../shell/commands/tcpdump/cooked-bytes.ts";
import { compileFilter } from "../../../shell/commands/tcpdump/filter.ts";
import { LINK, viewOf } from "../../../shell/commands/tcpdump/packet-view.ts";
import { pcapHeader, pcapRecord } from "../../../shell/commands/tcpdump/pcap-file.ts";
import type { InputEntry, Session } from "../../../shell/session.ts";
import { concatBytes } from "../../../sim/core/utf8.ts";
import { Capture } from "../../../sim/net/capture/capture.ts";
import type { NetNamespace } from "../../../sim/net/namespace.ts";
import type { CaptureQuestion } from "./trace-protocol.ts";

const SNAP_LENGTH = 262_144;
/** Fewer events than frames that a capture's ring holds. */
const SLICE_EVENTS = 1000;

/** Null where the place was not there. `copy` is new: nothing of the log has been typed into it. */
export function captureFile(
  copy: Session,
  entries: readonly InputEntry[],
  question: CaptureQuestion,
): Uint8Array | null {
  const listener = new Listener(copy, question);
  const pass = (untilUs: number): void => {
    // A Pod may be gone again soon: the place is looked for at the moment when its packets begin.
    if (copy.cluster.clock.nowUs < question.fromUs - 1 && untilUs >= question.fromUs) pass(question.fromUs - 1);
    while (copy.runUntil(untilUs, SLICE_EVENTS) === "budget") listener.look();
    listener.look();
  };
  for (const entry of entries) {
    if (entry.atUs > question.toUs) break;
    pass(Math.max(entry.atUs, copy.cluster.clock.nowUs));
    copy.replay(entry);
  }
  pass(Math.max(question.toUs, copy.cluster.clock.nowUs));
  return listener.end();
}

class Listener {
  readonly #copy: Session;
  readonly #question: CaptureQuestion;
  readonly #test: ReturnType<typeof compileFilter>;
  readonly #parts: Uint8Array[] = [pcapHeader(LINK.sll2, SNAP_LENGTH)];
  #capture: Capture | null = null;

  constructor(copy: Session, question: CaptureQuestion) {
    this.#copy = copy;
    this.#question = question;
    this.#test = compileFilter(question.expression, { addresses: () => null }, LINK.sll2);
    this.look();
  }

  /** Takes what has come by, and finds the place if it was not there yet. */
  look(): void {
    const { host } = this.#copy.cluster;
    if (this.#capture === null) {
      const network = networkOf(this.#copy, this.#question.place);
      if (network !== undefined) this.#capture = new Capture(network, null);
      return;
    }
    for (let frame = this.#capture.tryRead(); frame !== null; frame = this.#capture.tryRead()) {
      if (frame.atUs < this.#question.fromUs || frame.atUs > this.#question.toUs) continue;
      const bytes = cookedBytes(frame);
      if (!this.#test(viewOf(bytes, bytes.length, LINK.sll2))) continue;
      this.#parts.push(pcapRecord({ atUs: host.clock.epochMs * 1000 + frame.atUs, length: bytes.length, bytes }));
    }
  }

  end(): Uint8Array | null {
    this.#capture?.close();
    return this.#capture === null ? null : concatBytes(this.#parts);
  }
}

function networkOf({ cluster }: Session, place: string): NetNamespace | undefined {
  const [kind, first = "", name = ""] = place.split("/");
  if (kind === "Host") return cluster.host.network;
  if (kind === "Node") return cluster.node(first)?.network;
  return kind === "Pod" ? cluster.container(first, name)?.network : undefined;
}

/**
 * Why a request got no answer: it is sent again in a copy of the cluster as it was at that moment, and the diagnosis of
 * what becomes of it there is one sentence. Asked once for each request.
 */
import type { BenchParts } from "../bench/bench-pane.ts";
import { askSideEngine } from "../bench/side-engine.ts";
import type { RequestView } from "../worker/trace/trace-protocol.ts";

export type Diagnosis =
  | { readonly state: "asking" }
  | { readonly state: "told"; readonly saw: string; readonly lookAt: string }
  /** The copy's request was answered, or nothing that is looked at is broken. */
  | { readonly state: "nothing"; readonly outcome: string };

export class WhyFailed {
  readonly #known = new Map<number, Diagnosis>();
  readonly #onTold: () => void;

  constructor(onTold: () => void) {
    this.#onTold = onTold;
  }

  forget(): void {
    this.#known.clear();
  }

  of(request: RequestView): Diagnosis | null {
    return this.#known.get(request.requestId) ?? null;
  }

  async ask({ requestId, again, startUs }: RequestView, { engine, world }: BenchParts): Promise<void> {
    if (again === null || this.#known.has(requestId)) return;
    this.#known.set(requestId, { state: "asking" });
    try {
      const answer = await engine.ask({ kind: "log" });
      if (answer.kind !== "log") return;
      const log = { ...answer.log, entries: answer.log.entries.filter(({ atUs }) => atUs <= startUs) };
      const told = await askSideEngine({ type: "reach", world, log, untilUs: startUs, question: again });
      if (told.kind !== "reach") return;
      const { broken, outcome } = told.reach;
      this.#known.set(
        requestId,
        broken === null ? { state: "nothing", outcome } : { state: "told", saw: broken.saw, lookAt: broken.lookAt },
      );
    } catch {
      // A copy that cannot be made tells nothing; what the packets themselves say stands there anyway.
      this.#known.delete(requestId);
    } finally {
      this.#onTold();
    }
  }
}

/** Where the editor asks: a copy of the learner's world, through the second worker. What does not change is asked once. */
import type { BenchParts } from "../bench/bench-pane.ts";
import { askSideEngine } from "../bench/side-engine.ts";
import type { Complaint, EditorAnswer, EditorQuestion, FieldView, KindView } from "../worker/files/file-protocol.ts";

export interface Fields {
  readonly self: FieldView | null;
  readonly fields: readonly FieldView[];
}

export class EditorDesk {
  #parts: BenchParts | null = null;
  readonly #known = new Map<string, Promise<EditorAnswer | null>>();

  attach(parts: BenchParts): void {
    this.#parts = parts;
    this.forget();
  }

  /** A command may have made kinds that there were not. */
  forget(): void {
    this.#known.clear();
  }

  async kinds(): Promise<readonly KindView[]> {
    const answer = await this.#askOnce({ kind: "kinds" });
    return answer?.kind === "kinds" ? answer.kinds : [];
  }

  async fields(apiVersion: string, objectKind: string, path: readonly string[]): Promise<Fields> {
    const answer = await this.#askOnce({ kind: "fields", apiVersion, objectKind, path });
    return answer?.kind === "fields" ? answer : { self: null, fields: [] };
  }

  async check(file: string, text: string): Promise<readonly Complaint[]> {
    const answer = await this.#ask({ kind: "check", file, text });
    return answer?.kind === "check" ? answer.complaints : [];
  }

  #askOnce(question: EditorQuestion): Promise<EditorAnswer | null> {
    const key = JSON.stringify(question);
    const known = this.#known.get(key) ?? this.#ask(question);
    this.#known.set(key, known);
    return known;
  }

  /** Null when there is nobody to ask: nothing can be said then, and nothing is underlined. */
  async #ask(question: EditorQuestion): Promise<EditorAnswer | null> {
    const parts = this.#parts;
    if (parts === null) return null;
    const record = await parts.engine.ask({ kind: "log" });
    if (record.kind !== "log") return null;
    const untilUs = parts.engine.time?.atUs ?? 0;
    const answer = await askSideEngine({ type: "editor", world: parts.world, log: record.log, untilUs, question });
    return answer.kind === "editor" ? answer.answer : null;
  }
}

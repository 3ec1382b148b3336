/** A second worker for grading, so that a replay never keeps the terminal waiting. Started when first needed. */
import type { InputLog } from "../../shell/session.ts";
import type { FromEngine, TaskView, ToEngine } from "../worker/protocol.ts";

export class Grader {
  #worker: Worker | null = null;
  #nextId = 1;

  grade(lab: string, log: InputLog): Promise<readonly TaskView[]> {
    this.#worker ??= new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module" });
    const worker = this.#worker;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const listen = ({ data }: MessageEvent<FromEngine>): void => {
        if (data.type === "failed") reject(new Error(data.message));
        else if (data.type === "answer" && data.id === id && data.answer.kind === "tasks") resolve(data.answer.tasks);
        else return;
        worker.removeEventListener("message", listen);
      };
      worker.addEventListener("message", listen);
      worker.postMessage({ type: "grade", id, lab, log } satisfies ToEngine);
    });
  }
}

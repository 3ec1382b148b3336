/**
 * A second worker beside the live one, for whatever works on copies: grading, and "can it?". A replay there never keeps
 * the terminal waiting. Started when first needed.
 */
import type {
  Answer,
  AsideMessage,
  CaptureMessage,
  EditorMessage,
  FromEngine,
  GradeMessage,
  ReachMessage,
  ToEngine,
} from "../worker/protocol.ts";
import { startWorker } from "./start-worker.ts";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
type Job = WithoutId<GradeMessage | ReachMessage | CaptureMessage | EditorMessage | AsideMessage>;

let worker: Worker | null = null;
let nextId = 1;

export function askSideEngine(job: Job): Promise<Answer> {
  worker ??= startWorker();
  const asked = worker;
  const id = nextId++;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      asked.removeEventListener("message", listen);
      asked.removeEventListener("error", stop);
    };
    const listen = ({ data }: MessageEvent<FromEngine>): void => {
      if (data.type === "failed") reject(new Error(data.message));
      else if (data.type === "answer" && data.id === id) resolve(data.answer);
      else return;
      end();
    };
    const stop = (event: ErrorEvent): void => {
      end();
      worker = null;
      reject(new Error(event.message || "the second worker did not start"));
    };
    asked.addEventListener("message", listen);
    asked.addEventListener("error", stop);
    asked.postMessage({ ...job, id } as ToEngine);
  });
}

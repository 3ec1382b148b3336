/** The worker's entry: joins the port that the browser gives it to the engine. */
import { Engine } from "./engine.ts";
import type { FromEngine, ToEngine } from "./protocol.ts";

/** What a dedicated worker's global offers and we use; the compiler's own worker types would shadow the page's. */
interface WorkerScope {
  postMessage(message: FromEngine): void;
  addEventListener(type: "message", listener: (event: { readonly data: ToEngine }) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const engine = new Engine({
  post: (message) => scope.postMessage(message),
  later: (work) => setTimeout(work, 0),
  nowMs: () => performance.now(),
});
scope.addEventListener("message", ({ data }) => engine.take(data));

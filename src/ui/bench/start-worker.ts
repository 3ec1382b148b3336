/**
 * Starts the engine's worker. A browser starts none from another origin, so on somebody else's page it is started from a
 * line that imports it, which the policy of that page has to allow (`worker-src blob:`).
 */

/** The bundler knows a worker's file by the very words `new Worker(new URL(…))`, so this class has to have that name. */
class Worker extends globalThis.Worker {
  constructor(file: URL, options: WorkerOptions) {
    super(file.origin === location.origin ? file : importing(file), options);
  }
}

function importing(file: URL): string {
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(file.href)};`], { type: "text/javascript" }));
}

export function startWorker(): globalThis.Worker {
  return new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module" });
}

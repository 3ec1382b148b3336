/** Orders worked off by several processes that stay: each takes the next one when it is done, and is warm by then. */
import { fork } from "node:child_process";
import module from "node:module";

export interface Work<Order, Result> {
  /** A program that calls workOff. */
  readonly program: string;
  readonly orders: readonly Order[];
  readonly jobs: number;
  /** In the order in which they are done. */
  onResult?(result: Result): void;
  /** What stands for an order at which a process came to its end; it may throw instead. */
  lost(order: Order, exitCode: number | null): Result;
}

/** The results, in the order of the orders. */
export async function inProcesses<Order, Result>(work: Work<Order, Result>): Promise<Result[]> {
  const results: Result[] = [];
  const env = { ...process.env, ...sharedCache() };
  const waiting = work.orders.map((order, index) => ({ order, index }));
  const one = (): Promise<void> =>
    new Promise((done, fail) => {
      const process = fork(work.program, { env });
      let at: { readonly order: Order; readonly index: number } | undefined;
      const keep = (result: Result): void => {
        if (at === undefined) return;
        results[at.index] = result;
        work.onResult?.(result);
      };
      const next = (): void => {
        at = waiting.shift();
        if (at === undefined) process.disconnect();
        else process.send(at.order as object);
      };
      process.on("message", (result) => {
        keep(result as Result);
        next();
      });
      process.on("error", fail);
      process.on("exit", (code) => {
        if (at === undefined) return done();
        try {
          keep(work.lost(at.order, code));
        } catch (error) {
          return fail(error);
        }
        one().then(done, fail);
      });
      next();
    });
  await Promise.all(Array.from({ length: Math.min(work.jobs, work.orders.length) }, one));
  return results;
}

/** What this process has compiled need not be compiled again by each of the others. */
function sharedCache(): Record<string, string> {
  const folder = module.getCompileCacheDir?.();
  if (folder === undefined) return {};
  module.flushCompileCache?.();
  return { NODE_COMPILE_CACHE: folder };
}

/** The other side. */
export function workOff<Order, Result>(work: (order: Order) => Result): void {
  process.on("message", (order) => process.send?.(work(order as Order)));
}

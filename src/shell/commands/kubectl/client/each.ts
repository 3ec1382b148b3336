/** Does something to every object that is meant, and tells all errors at the end. */
import type { Run } from "../../../../sim/core/wait.ts";
import { expected, throwAll } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { findResources, type ResourceQuery, type Resources } from "./builder.ts";
import type { Info } from "./info.ts";

/** Objects come first and errors of finding them last, as they do when a visitor goes on after errors. */
export function* forEachResource(
  call: Invocation,
  query: ResourceQuery,
  step: (info: Info) => Run<void>,
): Run<Resources> {
  const found = yield* findResources(call, query);
  const errors: Error[] = [...found.errors];
  for (const info of found.infos) {
    try {
      yield* step(info);
    } catch (error) {
      errors.push(expected(error));
    }
  }
  throwAll(errors);
  return found;
}

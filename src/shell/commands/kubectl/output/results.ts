/**
 * What commands that change something say: `deployment.apps/web created`, or the object in the form that was asked for.
 *
 * Models: k8s.io/cli-runtime/pkg/printers/name.go, pkg/genericclioptions/print_flags.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { validationOf } from "../client/query.ts";
import { type DryRun, dryRunOf, dryRunSuffix } from "../dry-run.ts";
import type { Invocation } from "../invocation.ts";
import { nameOfObject, noSuchFormat, type ObjectPrinter, objectPrinter, splitFormat } from "./formats.ts";
import type { FieldOrder } from "./json.ts";

export class Results {
  readonly dryRun: DryRun;
  readonly #call: Invocation;
  readonly #print: ObjectPrinter | null;

  /** Throws when there is no such format. */
  constructor(call: Invocation, dryRun: DryRun = dryRunOf(call.flags), order?: FieldOrder) {
    this.#call = call;
    this.dryRun = dryRun;
    const { name } = splitFormat(call.flags.textOr("output", ""), call.flags.textOr("template", ""));
    this.#print = name === "" ? null : objectPrinter(call, order);
    if (name !== "" && this.#print === null) throw noSuchFormat(call.flags.text("output"));
  }

  /** A whole object is asked for, not a line about it. */
  get printsObjects(): boolean {
    return this.#print !== null && this.#call.flags.textOr("output", "") !== "name";
  }

  *print(object: Mutable, operation: string): Run<void> {
    yield* this.#call.print(this.text(object, operation));
  }

  text(object: Mutable, operation: string): string {
    if (this.#print !== null) return this.#print(object);
    return `${nameOfObject(object)} ${operation}${dryRunSuffix(this.dryRun)}\n`;
  }
}

/** The parameters of a request that changes something. */
export function writeQuery(call: Invocation, dryRun: DryRun): (readonly [string, string])[] {
  const query: (readonly [string, string])[] = [];
  if (dryRun === "server") query.push(["dryRun", "All"]);
  if (call.flags.has("field-manager")) query.push(["fieldManager", call.flags.text("field-manager")]);
  if (call.flags.has("validate")) query.push(["fieldValidation", validationOf(call.flags.text("validate"))]);
  return query;
}

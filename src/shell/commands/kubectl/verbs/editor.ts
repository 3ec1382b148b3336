/**
 * Objects in the user's own editor: opened again with the reasons until they are right, left as they were, or empty.
 *
 * Models: k8s.io/kubectl/pkg/cmd/util/editor/{editor,editoptions}.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import { type Mutable, sameJson } from "../../../../sim/kube/api/objects.ts";
import { StatusError } from "../../../../sim/kube/api/status.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import { decodeManifests } from "../client/decode.ts";
import { isListObject } from "../client/decode-object.ts";
import type { Info } from "../client/info.ts";
import { qualifiedResource } from "../client/rest-mapper.ts";
import { CommandError, Exit, expected, goQuote, hasStatusReason } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { indentedJson } from "../output/json.ts";
import { toKyaml } from "../output/kyaml.ts";
import { toYaml } from "../output/yaml.ts";

const RULES = `Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;
const OBJECT_HEADER = `# Please edit the object below. ${RULES}`;
const APPLIED_HEADER = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`;

/** The forms that an object can be edited in. */
export const EDITABLE: readonly string[] = ["", "yaml", "json", "kyaml"];

export function notEditable(format: string): CommandError {
  return new CommandError(
    `unable to match a printer suitable for the output format ${goQuote(format)}, allowed formats are: json,kyaml,yaml`,
  );
}

interface Reason {
  readonly head: string;
  readonly others: readonly string[];
}

/** What became of one round of saving. */
export class EditResults {
  readonly reasons: Reason[] = [];
  retryable = 0;
  notFound = 0;

  /** The line that is told at once. */
  add(error: Error, info: Info): string {
    const what = `${qualifiedResource(info.mapping)} ${goQuote(info.name)}`;
    if (hasStatusReason(error, "Invalid")) {
      const causes = error instanceof StatusError ? (error.status.details?.causes ?? []) : [];
      this.reasons.push({
        head: `${what} was not valid`,
        others: causes.map(({ field, message }) => `${field ?? ""}: ${message ?? ""}`),
      });
      return `error: ${what} is invalid\n`;
    }
    if (hasStatusReason(error, "NotFound")) {
      this.notFound++;
      return `error: ${what} could not be found on the server\n`;
    }
    this.retryable++;
    return `error: ${what} could not be patched: ${error.message}\n`;
  }
}

export interface Editing {
  readonly infos: readonly Info[];
  readonly isLastApplied?: boolean;
  /** Takes what was edited to the server; what fails goes to `results`. */
  save(objects: readonly Mutable[], results: EditResults): Run<void>;
}

export function* editObjects(call: Invocation, editing: Editing): Run<void> {
  const format = call.flags.textOr("output", "");
  const isJson = format === "json";
  const { infos } = editing;
  const shown =
    infos.length === 1
      ? infos[0]?.object
      : { apiVersion: "v1", items: infos.map(({ object }) => object), kind: "List", metadata: {} };
  const printed = format === "kyaml" ? toKyaml(shown) : toYaml(shown);
  const original = isJson ? `${indentedJson(shown)}\n` : printed;
  let reasons: readonly Reason[] = [];
  let failed: EditedFile | null = null;
  for (;;) {
    const header = isJson ? "" : headerText(editing.isLastApplied === true, reasons);
    const done: EditedFile = yield* inEditor(
      call,
      header + (failed === null ? original : stripped(failed.text)),
      isJson,
    );
    if (failed !== null && sameContent(failed.text, done.text))
      return yield* preserved(call, done.path, new CommandError("Edit cancelled, no valid changes were saved."));
    if (failed !== null) removeQuietly(call, failed.path);
    const results = new EditResults();
    const problem = problemOf(done.text);
    if (problem !== null) {
      yield* call.printError(results.add(notValid(problem), infos[0] as Info));
      [reasons, failed] = [results.reasons, done];
      continue;
    }
    const isSame = sameContent(original, done.text);
    if (isSame || stripped(done.text).trim() === "") {
      removeQuietly(call, done.path);
      return yield* call.printError(`Edit cancelled, ${isSame ? "no changes made" : "saved file was empty"}.\n`);
    }
    let objects: readonly Mutable[];
    try {
      objects = objectsIn(done.text);
    } catch (error) {
      reasons = [{ head: `The edited file had a syntax error: ${expected(error).message}`, others: [] }];
      failed = done;
      continue;
    }
    try {
      yield* editing.save(objects, results);
    } catch (error) {
      return yield* preserved(call, done.path, expected(error));
    }
    if (results.retryable > 0) {
      yield* call.printError(`You can run \`kubectl replace -f ${done.path}\` to try this update again.\n`);
      throw new Exit(1);
    }
    if (results.notFound > 0) {
      yield* call.printError(`The edits you made on deleted resources have been saved to ${goQuote(done.path)}\n`);
      throw new Exit(1);
    }
    if (results.reasons.length === 0) return removeQuietly(call, done.path);
    [reasons, failed] = [results.reasons, done];
  }
}

function headerText(isLastApplied: boolean, reasons: readonly Reason[]): string {
  const hashed = (text: string): string => text.replaceAll("\n", "\n# ");
  const told = reasons.map(
    ({ head, others }) =>
      `# ${hashed(head)}${others.length > 0 ? ":" : ""}\n${others.map((other) => `# * ${hashed(other)}\n`).join("")}#\n`,
  );
  return (isLastApplied ? APPLIED_HEADER : OBJECT_HEADER) + told.join("");
}

function stripped(text: string): string {
  const lines = text.split("\n");
  return lines.filter((line) => !/^\s*#(?!!)/.test(line)).join("\n");
}

/** As values where both can be read, else as texts without their remarks. */
function sameContent(one: string, other: string): boolean {
  try {
    const [a, b] = [objectsIn(one), objectsIn(other)];
    if (a.length > 0 && b.length > 0) return sameJson(a as Mutable, b as Mutable);
  } catch {
    // Then the texts are compared.
  }
  return stripped(one) === stripped(other);
}

function objectsIn(text: string): Mutable[] {
  const objects: Mutable[] = [];
  decodeManifests(text.replaceAll("\r\n", "\n"), "edited-file", (object) => {
    if (isListObject(object)) objects.push(...object.items);
    else objects.push(object);
  });
  return objects;
}

/** What the client itself misses: an API version and a kind. */
function problemOf(text: string): string | null {
  try {
    const [first] = objectsIn(text);
    if (first === undefined)
      return stripped(text).trim() === "" && text.includes("#") ? null : "[apiVersion not set, kind not set]";
    const missing = ["apiVersion", "kind"].filter((field) => typeof first[field] !== "string" || first[field] === "");
    if (missing.length === 0) return null;
    const texts = missing.map((field) => `${field} not set`);
    return texts.length === 1 ? (texts[0] as string) : `[${texts.join(", ")}]`;
  } catch {
    return null;
  }
}

function notValid(problem: string): StatusError {
  const message = `Invalid value: "The edited file failed validation": ${problem}`;
  return new StatusError({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason: "Invalid",
    message,
    code: 422,
    details: { causes: [{ reason: "FieldValueInvalid", message, field: "<nil>" }] },
  });
}

interface EditedFile {
  readonly text: string;
  readonly path: string;
}

function* inEditor(call: Invocation, text: string, isJson: boolean): Run<EditedFile> {
  const { machine, nowUs } = call.process;
  const number = machine.prng.split(`kubectl-edit ${nowUs}`).below(4_000_000_000);
  const path = `/tmp/kubectl-edit-${number}.${isJson ? "json" : "yaml"}`;
  const isWindows = call.flags.boolOr("windows-line-endings", false);
  machine.fs.writeFile(path, isWindows ? text.replaceAll("\n", "\r\n") : text);
  yield* runEditor(call, path);
  return { text: machine.fs.readText(path), path };
}

function* preserved(call: Invocation, path: string, error: Error): Run<never> {
  if (call.process.machine.fs.exists(path))
    yield* call.printError(`A copy of your changes has been stored to ${goQuote(path)}\n`);
  throw error;
}

function removeQuietly(call: Invocation, path: string): void {
  try {
    call.process.machine.fs.removeFile(path);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
  }
}

/** KUBE_EDITOR, EDITOR or vi, with its own arguments, on this terminal. */
function* runEditor(call: Invocation, path: string): Run<void> {
  const { process } = call;
  const editor = process.env.get("KUBE_EDITOR") || process.env.get("EDITOR") || "vi";
  const words = editor.split(" ").filter((word) => word !== "");
  const hasSpecial = /["'\\]/.test(editor);
  const argv = hasSpecial ? ["/bin/bash", "-c", `${editor} ${goQuote(path)}`] : [...words, path];
  try {
    const { program } = process.machine.executable(argv[0] as string, {
      cwd: process.cwd,
      path: process.env.get("PATH"),
    });
    const child = yield* process.spawn(program, { argv });
    const { code } = yield* process.wait(child);
    if (code !== 0) throw new CommandError(`there was a problem with the editor ${goQuote(editor)}`);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new CommandError(`unable to launch the editor ${goQuote(editor)}`);
  }
}

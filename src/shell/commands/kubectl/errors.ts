/**
 * What goes wrong in kubectl, and the words it is told in.
 *
 * Models: k8s.io/kubectl/pkg/cmd/util/helpers.go (checkErr, StandardErrorMessage)
 */
import { failure, type Status, StatusError } from "../../../sim/kube/api/status.ts";

/** `error: …`; `plain` leaves the first word out. */
export class CommandError extends Error {
  readonly plain: boolean;
  readonly exitCode: number;

  constructor(message: string, options: { readonly plain?: boolean; readonly exitCode?: number } = {}) {
    super(message);
    this.plain = options.plain === true;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** A template that failed half-way: what it printed still goes to stdout. */
export class TemplateFailure extends CommandError {
  readonly output: string;

  constructor(output: string, message: string) {
    super(message);
    this.output = output;
  }
}

/** Ends the command with a status and not a word. */
export class Exit extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("");
    this.exitCode = exitCode;
  }
}

export class ManyErrors extends Error {
  readonly errors: readonly Error[];

  constructor(errors: readonly Error[]) {
    super(errors.length === 1 ? (errors[0] as Error).message : `[${distinct(errors).join(", ")}]`);
    this.errors = errors;
  }
}

/** The server cannot be reached at all. */
export class ConnectionError extends Error {
  readonly host: string;
  readonly isRefused: boolean;

  constructor(reason: string, host: string, isRefused: boolean) {
    super(reason);
    this.host = host;
    this.isRefused = isRefused;
  }
}

/** Throws what was gathered: nothing, the one error, or all of them as one. */
export function throwAll(errors: readonly Error[]): void {
  const flat = errors.flatMap((error) => (error instanceof ManyErrors ? error.errors : [error]));
  if (flat.length === 1) throw flat[0];
  if (flat.length > 1) throw new ManyErrors(flat);
}

/** Anything that is not an error of kubectl or of the server is a bug, and goes on up. */
export function expected(error: unknown): Error {
  if (
    error instanceof CommandError ||
    error instanceof StatusError ||
    error instanceof ManyErrors ||
    error instanceof ConnectionError
  )
    return error;
  throw error;
}

export function hasStatusReason(error: unknown, reason: string): boolean {
  if (error instanceof ManyErrors) return error.errors.every((one) => hasStatusReason(one, reason));
  return error instanceof StatusError && error.status.reason === reason;
}

/** Says where an object came from: `error when creating "x.yaml": …`. */
export function withSource(verb: string, source: string, error: Error): Error {
  if (source === "") return error;
  return withPrefix(`error when ${verb} "${source}"`, error);
}

export function withPrefix(prefix: string, error: Error): Error {
  if (error instanceof StatusError)
    return new StatusError({ ...error.status, message: `${prefix}: ${error.status.message ?? ""}` });
  return new CommandError(`${prefix}: ${error.message}`);
}

/** All that is printed on stderr for an error. */
export function errorLines(error: Error): string {
  const text = describeError(error);
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

function describeError(error: Error): string {
  if (error instanceof ManyErrors) {
    if (error.errors.length === 1) return describeError(error.errors[0] as Error);
    return error.errors.map(standardMessage).join("\n");
  }
  if (error instanceof StatusError && error.status.reason === "Invalid") return describeInvalid(error.status);
  if (error instanceof CommandError) return error.plain ? error.message : withWord(error.message);
  return standardMessage(error);
}

function describeInvalid(status: Status): string {
  const details = status.details;
  let subject = "The request is invalid";
  if (details === undefined)
    return status.message === undefined || status.message === "" ? subject : `${subject}: ${status.message}`;
  const causes = details.causes ?? [];
  if ((details.kind ?? "") !== "" || (details.name ?? "") !== "")
    subject = `The ${details.kind ?? ""} ${goQuote(details.name ?? "")} is invalid`;
  else if ((status.message ?? "") !== "" && causes.length === 0) subject += `: ${status.message}`;
  if (causes.length === 0) return subject;
  const texts = distinctTexts(causes.map(({ field, message }) => `${field ?? ""}: ${message ?? ""}`));
  // The line feed is there after a text that ends with one of its own, too.
  if (texts.length === 1) return `${subject}: ${texts[0]}\n`;
  return `${subject}: \n${texts.map((text) => `* ${text}\n`).join("")}`;
}

function standardMessage(error: Error): string {
  if (error instanceof StatusError) {
    const { reason, message = "" } = error.status;
    if (reason === "Unauthorized") return `error: You must be logged in to the server (${message})`;
    return reason === undefined || reason === ""
      ? `Error from server: ${message}`
      : `Error from server (${reason}): ${message}`;
  }
  if (error instanceof ConnectionError)
    return error.isRefused
      ? `The connection to the server ${error.host} was refused - did you specify the right host or port?`
      : `Unable to connect to the server: ${error.message}`;
  return error.message;
}

function withWord(message: string): string {
  return message.startsWith("error: ") ? message : `error: ${message}`;
}

function distinct(errors: readonly Error[]): string[] {
  return distinctTexts(errors.map(({ message }) => message));
}

function distinctTexts(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** A text as Go's %q writes it. */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (character === '"' || character === "\\") quoted += `\\${character}`;
    else if (character === "\n") quoted += "\\n";
    else if (character === "\t") quoted += "\\t";
    else if (character === "\r") quoted += "\\r";
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${code.toString(16).padStart(2, "0")}`;
    else quoted += character;
  }
  return `${quoted}"`;
}

/** The server's refusal for something that it does not serve, told by the client itself. */
export function notServed(resource: string): StatusError {
  return new StatusError(failure(404, "NotFound", `the server doesn't have a resource type ${goQuote(resource)}`, {}));
}

/**
 * What goes wrong inside the shell itself, as opposed to a command that fails. Bash gives up the line it is running
 * (`line`), or the whole shell when it is not interactive (`shell`).
 */
export class ShellError extends Error {
  readonly status: number;
  readonly scope: "line" | "shell";
  /** What is printed before it, when a function has been left since it was thrown. */
  prefix: string | null = null;

  constructor(message: string, scope: "line" | "shell" = "line", status = 1) {
    super(message);
    this.scope = scope;
    this.status = status;
  }
}

/** An expression that cannot be evaluated: also `declare` gives up the line for it. */
export class ExpressionError extends ShellError {}

/** A builtin's complaint: printed behind the builtin's name, the command ends with the status. */
export class BuiltinError extends Error {
  readonly status: number;

  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

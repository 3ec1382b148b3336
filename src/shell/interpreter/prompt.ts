/** Prompts: `\u@\h:\w\$ `. Models: bash parse.y, decode_prompt_string. */
import { calendarOf } from "../../sim/core/time.ts";
import type { Run } from "../../sim/core/wait.ts";
import { Interrupted } from "../../sim/os/signal.ts";
import { basename } from "../../sim/os/vfs/path.ts";
import { parseDocument } from "../syntax/parse.ts";
import { expandPlainText, expandText } from "./expansion/expand.ts";
import type { Shell } from "./shell.ts";
import { ShellError } from "./shell-error.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Backslashes first, then whatever a text in double quotes would have expanded. The last command's status stays. */
export function* runPrompt(shell: Shell, prompt: string): Run<string> {
  const decoded = decodePrompt(shell, prompt);
  if (!/[$`\\]/.test(decoded) || !shell.options.shopt("promptvars")) return decoded;
  const { status, substitutionStatus } = shell;
  try {
    return yield* expandText(shell, parseDocument(decoded));
  } catch (error) {
    if (error instanceof Interrupted && error.signal === "INT") return "";
    if (!(error instanceof ShellError)) throw error;
    yield* shell.complain(error.message);
    return "";
  } finally {
    shell.status = status;
    shell.substitutionStatus = substitutionStatus;
  }
}

/** The same for those who cannot wait: a text with commands in it stays as it is. */
export function expandPrompt(shell: Shell, prompt: string): string {
  const decoded = decodePrompt(shell, prompt);
  if (!/[$`\\]/.test(decoded)) return decoded;
  const word = parseDocument(decoded);
  return word.isPlain ? expandPlainText(shell, word) : decoded;
}

function decodePrompt(shell: Shell, prompt: string): string {
  return prompt.replace(/\\(\[|\]|[0-7]{1,3}|D\{[^}]*\}|.)/gs, (_all, sequence: string) => decode(shell, sequence));
}

function decode(shell: Shell, sequence: string): string {
  if (/^[0-7]/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence, 8));
  const simple = SIMPLE[sequence];
  if (simple !== undefined) return simple;
  const made = COMPUTED[sequence[0] as string];
  return made === undefined ? `\\${sequence}` : made(shell);
}

/** Invisible parts are not marked for the editor: it measures control sequences itself. */
const SIMPLE: Readonly<Record<string, string>> = {
  "[": "",
  "]": "",
  a: "\x07",
  e: "\x1b",
  n: "\n",
  r: "\r",
  "\\": "\\\\",
  l: "0",
};

const COMPUTED: Readonly<Record<string, (shell: Shell) => string>> = {
  u: (shell) => shell.variables.get("USER") ?? (isRoot(shell) ? "root" : "I have no name!"),
  h: (shell) => shell.process.machine.hostname.split(".")[0] as string,
  H: (shell) => shell.process.machine.hostname,
  w: (shell) => shortened(shell),
  W: (shell) => (shortened(shell) === "~" ? "~" : basename(shell.process.cwd)),
  $: (shell) => (isRoot(shell) ? "#" : "\\$"),
  s: (shell) => basename(shell.name.replace(/^-/, "")),
  v: () => "5.2",
  V: () => "5.2.15",
  j: (shell) => String(shell.jobs.all.length),
  "!": (shell) => String((shell.history?.lines.length ?? 0) + 1),
  "#": (shell) => String((shell.history?.lines.length ?? 0) + 1),
  t: (shell) => clockText(shell, true),
  A: (shell) => clockText(shell, false),
  T: (shell) => clockText(shell, true),
  d: (shell) => {
    const t = calendarOf(shell.process.machine.clock.nowMs);
    return `${DAYS[t.weekday]} ${MONTHS[t.month - 1]} ${String(t.day).padStart(2, "0")}`;
  },
  D: (shell) => clockText(shell, true),
};

function clockText(shell: Shell, seconds: boolean): string {
  const t = calendarOf(shell.process.machine.clock.nowMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(t.hour)}:${two(t.minute)}${seconds ? `:${two(t.second)}` : ""}`;
}

export function isRoot(shell: Shell): boolean {
  const uid = shell.variables.get("EUID") ?? shell.variables.get("UID");
  return uid === null ? (shell.variables.get("USER") ?? "root") === "root" : uid === "0";
}

function shortened(shell: Shell): string {
  const home = shell.variables.get("HOME");
  const cwd = shell.variables.get("PWD") ?? shell.process.cwd;
  if (home === null || home === "" || home === "/") return cwd;
  return cwd === home ? "~" : cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
}

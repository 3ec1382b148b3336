/** `cd`, `pwd`, `pushd`, `popd`, `dirs`. Models: bash builtins/cd.def, pushd.def */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import { absolutePath } from "../../../sim/os/vfs/path.ts";
import { toBytes } from "../../syntax/bytes.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";
import { type Builtin, parseFlags } from "./builtin.ts";

export const cd: Builtin = {
  *run(shell, args) {
    const { flags, rest } = parseFlags(args, "LPe@", "cd: usage: cd [-L|[-P [-e]] [-@]] [dir]");
    if (rest.length > 1 && shell.dialect.id === "bash") throw new BuiltinError("too many arguments");
    const [given] = rest;
    const home = shell.variables.get("HOME");
    if (given === undefined && home === null) throw new BuiltinError("HOME not set");
    const isBack = given === "-";
    const previous = shell.variables.get("OLDPWD");
    if (isBack && previous === null) throw new BuiltinError("OLDPWD not set");
    const target = isBack ? (previous as string) : (given ?? (home as string));
    const physical = flags.has("P") || (shell.options.isOn("physical") && !flags.has("L"));
    const shown = changeTo(shell, target, physical);
    if (isBack || shown !== null) yield* shell.process.write(1, toBytes(`${shell.process.cwd}\n`));
    return 0;
  },
};

/** Goes there; the directory when CDPATH found it and it is to be shown. */
function changeTo(shell: Shell, target: string, physical: boolean): string | null {
  const paths = shell.variables.get("CDPATH")?.split(":") ?? [];
  if (target !== "" && !/^\.{0,2}(\/|$)/.test(target)) {
    for (const base of paths) {
      if (base === "" || !isDirectory(shell, `${base}/${target}`)) continue;
      go(shell, `${base}/${target}`, physical);
      return base === "." ? null : shell.process.cwd;
    }
  }
  go(shell, target, physical);
  return null;
}

function isDirectory(shell: Shell, path: string): boolean {
  return shell.process.machine.fs.tryNode(path, shell.process.cwd)?.kind === "directory";
}

function go(shell: Shell, target: string, physical: boolean): void {
  const { process, dialect } = shell;
  const { fs } = process.machine;
  try {
    const logical = target === "" ? process.cwd : absolutePath(target, process.cwd);
    const node = fs.node(target === "" ? "." : target, process.cwd);
    if (node.kind !== "directory") throw new OsError("ENOTDIR", target);
    if ((node.attributes.mode & 0o111) === 0) throw new OsError("EACCES", target);
    const before = shell.variables.get("PWD") ?? process.cwd;
    process.cwd = physical || !isDirectory(shell, logical) ? fs.realPath(target, process.cwd) : logical;
    setDirectories(shell, before);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new BuiltinError(dialect.words.cannotChangeDirectory(target, error.message), dialect.id === "bash" ? 1 : 2);
  }
}

function setDirectories(shell: Shell, before: string): void {
  for (const [name, value] of [
    ["OLDPWD", before],
    ["PWD", shell.process.cwd],
  ] as const)
    if (shell.variables.find(name)?.readonly !== true) shell.variables.set(name, value);
  shell.variables.writable("OLDPWD").exported = true;
}

export const pwd: Builtin = {
  *run(shell, args) {
    const { flags } = parseFlags(args, "LP", "pwd: usage: pwd [-LP]");
    const { cwd, machine } = shell.process;
    const physical = flags.has("P") || shell.options.isOn("physical");
    yield* shell.process.write(1, toBytes(`${physical && machine.fs.exists(cwd) ? machine.fs.realPath(cwd) : cwd}\n`));
    return 0;
  },
};

function short(shell: Shell, path: string): string {
  const home = shell.variables.get("HOME");
  if (home === null || home === "" || home === "/") return path;
  return path === home ? "~" : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

function* show(shell: Shell, flags: ReadonlySet<string> = new Set()): Run<void> {
  const all = [shell.process.cwd, ...shell.directories].map((path) => (flags.has("l") ? path : short(shell, path)));
  const text = flags.has("v")
    ? all.map((path, i) => `${String(i).padStart(2)}  ${path}\n`).join("")
    : flags.has("p")
      ? all.map((path) => `${path}\n`).join("")
      : `${all.join(" ")}\n`;
  yield* shell.process.write(1, toBytes(text));
}

/** `+2` and `-1` as a place in the stack. */
function placeOf(shell: Shell, text: string | undefined): number | null {
  const found = /^([-+])(\d+)$/.exec(text ?? "");
  if (found === null) return null;
  const size = shell.directories.length + 1;
  const place = found[1] === "+" ? Number(found[2]) : size - 1 - Number(found[2]);
  if (place < 0 || place >= size) throw new BuiltinError(`${text}: directory stack index out of range`);
  return place;
}

export const pushd: Builtin = {
  *run(shell, args) {
    const stays = args.includes("-n");
    const operands = args.slice(1).filter((arg) => arg !== "-n" && arg !== "--");
    const [target] = operands;
    if (operands.length > 1) throw new BuiltinError("too many arguments");
    if (target !== undefined && /^-[^\d]/.test(target) && !/^-\d/.test(target))
      throw new BuiltinError(`${target}: invalid number\npushd: usage: pushd [-n] [+N | -N | dir]`, 2);
    if (target === undefined) {
      const [top] = shell.directories;
      if (top === undefined) throw new BuiltinError("no other directory");
      const here = shell.process.cwd;
      go(shell, top, false);
      shell.directories[0] = here;
    } else {
      const place =
        /^[-+]\d+$/.test(target) && shell.directories.length === 0 && target !== "+0" && target !== "-0"
          ? emptyStack(target)
          : placeOf(shell, target);
      if (place !== null) {
        const all = [shell.process.cwd, ...shell.directories];
        const turned = [...all.slice(place), ...all.slice(0, place)];
        go(shell, turned[0] as string, false);
        shell.directories.splice(0, shell.directories.length, ...turned.slice(1));
      } else if (stays) shell.directories.unshift(target);
      else {
        const here = shell.process.cwd;
        go(shell, target === "-" ? (shell.variables.get("OLDPWD") ?? here) : target, false);
        shell.directories.unshift(here);
      }
    }
    yield* show(shell);
    return 0;
  },
};

function emptyStack(target: string): never {
  throw new BuiltinError(`${target}: directory stack index out of range`);
}

export const popd: Builtin = {
  *run(shell, args) {
    const stays = args.includes("-n");
    const operands = args.slice(1).filter((arg) => arg !== "-n" && arg !== "--");
    const [target] = operands;
    if (target !== undefined && !/^[-+]\d+$/.test(target))
      throw new BuiltinError(`${target}: invalid argument\npopd: usage: popd [-n] [+N | -N]`, 2);
    if (shell.directories.length === 0) throw new BuiltinError("directory stack empty");
    const place = placeOf(shell, target) ?? 0;
    if (place === 0 && !stays) {
      const top = shell.directories.shift() as string;
      go(shell, top, false);
    } else shell.directories.splice(Math.max(place - 1, 0), 1);
    yield* show(shell);
    return 0;
  },
};

export const dirs: Builtin = {
  *run(shell, args) {
    const place = args.slice(1).find((arg) => /^[-+]\d+$/.test(arg));
    const { flags, rest } = parseFlags(
      args.filter((arg) => arg !== place),
      "clpv",
      "dirs: usage: dirs [-clpv] [+N] [-N]",
    );
    if (rest.length > 0) throw new BuiltinError(`${rest[0]}: invalid option\ndirs: usage: dirs [-clpv] [+N] [-N]`, 2);
    if (flags.has("c")) shell.directories.length = 0;
    else if (place === undefined) yield* show(shell, flags);
    else {
      const path = [shell.process.cwd, ...shell.directories][placeOf(shell, place) as number] as string;
      yield* shell.process.print(`${flags.has("l") ? path : short(shell, path)}\n`);
    }
    return 0;
  },
};

/**
 * Every builtin by its name, one sorted line each; the code of the late ones is in late-table.ts. Which shell lacks which
 * is in the dialects.
 */
import type { Builtin } from "./builtin.ts";
import {
  breakBuiltin,
  colon,
  continueBuiltin,
  exitBuiltin,
  falseBuiltin,
  letBuiltin,
  returnBuiltin,
  shift,
  trueBuiltin,
} from "./control.ts";
import { enable, hash, type } from "./describe.ts";
import { cd, dirs, popd, pushd, pwd } from "./directory.ts";
import { echo } from "./echo.ts";
import { builtinBuiltin, command, evalBuiltin, exec, source } from "./evaluate.ts";
import { lateBuiltin } from "./late.ts";
import { bracket, test } from "./test.ts";

export type { Builtin } from "./builtin.ts";

const LINES: readonly (readonly [name: string, builtin: Builtin])[] = [
  [".", source],
  [":", colon],
  ["[", bracket],
  ["alias", lateBuiltin("alias", { declares: true })],
  ["bg", lateBuiltin("bg")],
  ["break", breakBuiltin],
  ["builtin", builtinBuiltin],
  ["caller", lateBuiltin("caller")],
  ["cd", cd],
  ["chdir", cd],
  ["command", command],
  ["compgen", lateBuiltin("compgen")],
  ["complete", lateBuiltin("complete")],
  ["compopt", lateBuiltin("compopt")],
  ["continue", continueBuiltin],
  ["declare", lateBuiltin("declare", { declares: true })],
  ["dirs", dirs],
  ["disown", lateBuiltin("disown")],
  ["echo", echo],
  ["enable", enable],
  ["eval", evalBuiltin],
  ["exec", exec],
  ["exit", exitBuiltin],
  ["export", lateBuiltin("export", { declares: true, isSpecial: true })],
  ["false", falseBuiltin],
  ["fc", lateBuiltin("fc")],
  ["fg", lateBuiltin("fg")],
  ["getopts", lateBuiltin("getopts")],
  ["hash", hash],
  ["help", lateBuiltin("help")],
  ["history", lateBuiltin("history")],
  ["jobs", lateBuiltin("jobs")],
  ["kill", lateBuiltin("kill")],
  ["let", letBuiltin],
  ["local", lateBuiltin("local", { declares: true })],
  ["logout", lateBuiltin("logout")],
  ["mapfile", lateBuiltin("mapfile")],
  ["popd", popd],
  ["printf", lateBuiltin("printf")],
  ["pushd", pushd],
  ["pwd", pwd],
  ["read", lateBuiltin("read")],
  ["readarray", lateBuiltin("readarray")],
  ["readonly", lateBuiltin("readonly", { declares: true, isSpecial: true })],
  ["return", returnBuiltin],
  ["set", lateBuiltin("set", { isSpecial: true })],
  ["shift", shift],
  ["shopt", lateBuiltin("shopt")],
  ["source", source],
  ["suspend", lateBuiltin("suspend")],
  ["test", test],
  ["times", lateBuiltin("times", { isSpecial: true })],
  ["trap", lateBuiltin("trap", { isSpecial: true })],
  ["true", trueBuiltin],
  ["type", type],
  ["typeset", lateBuiltin("typeset", { declares: true })],
  ["ulimit", lateBuiltin("ulimit")],
  ["umask", lateBuiltin("umask")],
  ["unalias", lateBuiltin("unalias")],
  ["unset", lateBuiltin("unset", { isSpecial: true })],
  ["wait", lateBuiltin("wait")],
];

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(LINES);

/** Every builtin by its name, one sorted line each. Which shell lacks which is in the dialects. */
import { alias, unalias } from "./alias.ts";
import type { Builtin } from "./builtin.ts";
import { compgen, complete, compopt } from "./complete.ts";
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
import { declareBuiltin, declareSpecial } from "./declare.ts";
import { enable, hash, type } from "./describe.ts";
import { cd, dirs, popd, pushd, pwd } from "./directory.ts";
import { echo } from "./echo.ts";
import { caller, help, history, logout, times, ulimit, umask } from "./environment.ts";
import { builtinBuiltin, command, evalBuiltin, exec, source } from "./evaluate.ts";
import { fc } from "./fc.ts";
import { getopts } from "./getopts.ts";
import { bg, disown, fg, jobs, kill, suspend, wait } from "./jobs.ts";
import { printf } from "./printf.ts";
import { mapfile, read } from "./read.ts";
import { set, shopt, unset } from "./set.ts";
import { bracket, test } from "./test.ts";
import { trap } from "./trap.ts";

export type { Builtin } from "./builtin.ts";

const LINES: readonly (readonly [name: string, builtin: Builtin])[] = [
  [".", source],
  [":", colon],
  ["[", bracket],
  ["alias", alias],
  ["bg", bg],
  ["break", breakBuiltin],
  ["builtin", builtinBuiltin],
  ["caller", caller],
  ["cd", cd],
  ["chdir", cd],
  ["command", command],
  ["compgen", compgen],
  ["complete", complete],
  ["compopt", compopt],
  ["continue", continueBuiltin],
  ["declare", declareBuiltin],
  ["dirs", dirs],
  ["disown", disown],
  ["echo", echo],
  ["enable", enable],
  ["eval", evalBuiltin],
  ["exec", exec],
  ["exit", exitBuiltin],
  ["export", declareSpecial],
  ["false", falseBuiltin],
  ["fc", fc],
  ["fg", fg],
  ["getopts", getopts],
  ["hash", hash],
  ["help", help],
  ["history", history],
  ["jobs", jobs],
  ["kill", kill],
  ["let", letBuiltin],
  ["local", declareBuiltin],
  ["logout", logout],
  ["mapfile", mapfile],
  ["popd", popd],
  ["printf", printf],
  ["pushd", pushd],
  ["pwd", pwd],
  ["read", read],
  ["readarray", mapfile],
  ["readonly", declareSpecial],
  ["return", returnBuiltin],
  ["set", set],
  ["shift", shift],
  ["shopt", shopt],
  ["source", source],
  ["suspend", suspend],
  ["test", test],
  ["times", times],
  ["trap", trap],
  ["true", trueBuiltin],
  ["type", type],
  ["typeset", declareBuiltin],
  ["ulimit", ulimit],
  ["umask", umask],
  ["unalias", unalias],
  ["unset", unset],
  ["wait", wait],
];

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(LINES);

/** The code of the builtins that may come late, one sorted line each. */
import { alias, unalias } from "./alias.ts";
import type { Builtin } from "./builtin.ts";
import { compgen, complete, compopt } from "./complete.ts";
import { declareBuiltin, declareSpecial } from "./declare.ts";
import { caller, help, history, logout, times, ulimit, umask } from "./environment.ts";
import { fc } from "./fc.ts";
import { getopts } from "./getopts.ts";
import { bg, disown, fg, jobs, kill, suspend, wait } from "./jobs.ts";
import { printf } from "./printf.ts";
import { mapfile, read } from "./read.ts";
import { set, shopt, unset } from "./set.ts";
import { trap } from "./trap.ts";

export const LATE_BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["alias", alias],
  ["bg", bg],
  ["caller", caller],
  ["compgen", compgen],
  ["complete", complete],
  ["compopt", compopt],
  ["declare", declareBuiltin],
  ["disown", disown],
  ["export", declareSpecial],
  ["fc", fc],
  ["fg", fg],
  ["getopts", getopts],
  ["help", help],
  ["history", history],
  ["jobs", jobs],
  ["kill", kill],
  ["local", declareBuiltin],
  ["logout", logout],
  ["mapfile", mapfile],
  ["printf", printf],
  ["read", read],
  ["readarray", mapfile],
  ["readonly", declareSpecial],
  ["set", set],
  ["shopt", shopt],
  ["suspend", suspend],
  ["times", times],
  ["trap", trap],
  ["typeset", declareBuiltin],
  ["ulimit", ulimit],
  ["umask", umask],
  ["unalias", unalias],
  ["unset", unset],
  ["wait", wait],
]);

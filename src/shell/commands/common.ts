/** What shells and containers are made of: a page has these programs from the start. One sorted line per command. */
import { ash } from "./ash/ash.ts";
import { bash } from "./bash/bash.ts";
import { busybox } from "./busybox/busybox.ts";
import { cat } from "./cat/cat.ts";
import { clear } from "./clear/clear.ts";
import { dash } from "./dash/dash.ts";
import { echo } from "./echo/echo.ts";
import { env, printenv } from "./env/env.ts";
import { tool } from "./failure.ts";
import { applet, gnu } from "./flavour.ts";
import type { ProgramLine } from "./program-line.ts";
import { sleep } from "./sleep/sleep.ts";
import { failAlways, succeed } from "./true/true.ts";

export const COMMON: readonly ProgramLine[] = [
  ["ash", ash],
  ["bash", bash],
  ["busybox", tool(busybox)],
  ["busybox-cat", applet(cat)],
  ["busybox-clear", applet(clear)],
  ["busybox-echo", echo],
  ["busybox-env", applet(env)],
  ["busybox-false", failAlways],
  ["busybox-printenv", applet(printenv)],
  ["busybox-sleep", applet(sleep)],
  ["busybox-true", succeed],
  ["cat", gnu(cat)],
  ["clear", gnu(clear)],
  ["dash", dash],
  ["echo", echo],
  ["env", gnu(env)],
  ["false", failAlways],
  ["printenv", gnu(printenv)],
  ["sleep", gnu(sleep)],
  ["true", succeed],
];

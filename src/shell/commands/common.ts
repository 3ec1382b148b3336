/** The programs that nearly every lesson runs: a page has them from the start. One sorted line per command. */
import { ash } from "./ash/ash.ts";
import { bash } from "./bash/bash.ts";
import { busybox } from "./busybox/busybox.ts";
import { busyboxNslookup } from "./busybox-nslookup/busybox-nslookup.ts";
import { busyboxPing } from "./busybox-ping/busybox-ping.ts";
import { cat } from "./cat/cat.ts";
import { clear } from "./clear/clear.ts";
import { dash } from "./dash/dash.ts";
import { echo } from "./echo/echo.ts";
import { env, printenv } from "./env/env.ts";
import { tool } from "./failure.ts";
import { applet, gnu } from "./flavour.ts";
import { grep } from "./grep/grep.ts";
import { head } from "./head/head.ts";
import { ls } from "./ls/ls.ts";
import { ping } from "./ping/ping.ts";
import type { ProgramLine } from "./program-line.ts";
import { sleep } from "./sleep/sleep.ts";
import { tail } from "./tail/tail.ts";
import { failAlways, succeed } from "./true/true.ts";
import { id, tty, whoami } from "./who/who-am-i.ts";

export const COMMON: readonly ProgramLine[] = [
  ["ash", ash],
  ["bash", bash],
  ["busybox", tool(busybox)],
  ["busybox-cat", applet(cat)],
  ["busybox-clear", applet(clear)],
  ["busybox-echo", echo],
  ["busybox-egrep", applet(grep)],
  ["busybox-env", applet(env)],
  ["busybox-false", failAlways],
  ["busybox-fgrep", applet(grep)],
  ["busybox-grep", applet(grep)],
  ["busybox-head", applet(head)],
  ["busybox-id", applet(id)],
  ["busybox-ls", applet(ls)],
  ["busybox-nslookup", tool(busyboxNslookup)],
  ["busybox-ping", tool(busyboxPing)],
  ["busybox-printenv", applet(printenv)],
  ["busybox-sleep", applet(sleep)],
  ["busybox-tail", applet(tail)],
  ["busybox-true", succeed],
  ["busybox-tty", applet(tty)],
  ["busybox-whoami", applet(whoami)],
  ["cat", gnu(cat)],
  ["clear", gnu(clear)],
  ["dash", dash],
  ["echo", echo],
  ["egrep", gnu(grep)],
  ["env", gnu(env)],
  ["false", failAlways],
  ["fgrep", gnu(grep)],
  ["grep", gnu(grep)],
  ["head", gnu(head)],
  ["id", gnu(id)],
  ["ls", gnu(ls)],
  ["ping", tool(ping)],
  ["printenv", gnu(printenv)],
  ["sleep", gnu(sleep)],
  ["tail", gnu(tail)],
  ["true", succeed],
  ["tty", gnu(tty)],
  ["whoami", gnu(whoami)],
];

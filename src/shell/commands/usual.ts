/** The programs of most lessons: a page fetches these few when one of them is first run. One sorted line per command. */
import { busyboxNslookup } from "./busybox-nslookup/busybox-nslookup.ts";
import { busyboxPing } from "./busybox-ping/busybox-ping.ts";
import { tool } from "./failure.ts";
import { applet, gnu } from "./flavour.ts";
import { grep } from "./grep/grep.ts";
import { head } from "./head/head.ts";
import { ls } from "./ls/ls.ts";
import { ping } from "./ping/ping.ts";
import type { ProgramLine } from "./program-line.ts";
import { shellBuiltins } from "./shell-builtins/shell-builtins.ts";
import { tail } from "./tail/tail.ts";
import { id, tty, whoami } from "./who/who-am-i.ts";

export const USUAL: readonly ProgramLine[] = [
  ["busybox-egrep", applet(grep)],
  ["busybox-fgrep", applet(grep)],
  ["busybox-grep", applet(grep)],
  ["busybox-head", applet(head)],
  ["busybox-id", applet(id)],
  ["busybox-ls", applet(ls)],
  ["busybox-nslookup", tool(busyboxNslookup)],
  ["busybox-ping", tool(busyboxPing)],
  ["busybox-tail", applet(tail)],
  ["busybox-tty", applet(tty)],
  ["busybox-whoami", applet(whoami)],
  ["egrep", gnu(grep)],
  ["fgrep", gnu(grep)],
  ["grep", gnu(grep)],
  ["head", gnu(head)],
  ["id", gnu(id)],
  ["ls", gnu(ls)],
  ["ping", tool(ping)],
  ["shell-builtins", shellBuiltins],
  ["tail", gnu(tail)],
  ["tty", gnu(tty)],
  ["whoami", gnu(whoami)],
];

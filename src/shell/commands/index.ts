/** Every program that a file tree can name, by its id: one sorted line per command. */

import type { ProgramTable } from "../../sim/os/machine.ts";
import type { Program } from "../../sim/os/process.ts";
import { base64 } from "./base64/base64.ts";
import { basename } from "./basename/basename.ts";
import { busyboxNslookup } from "./busybox-nslookup/busybox-nslookup.ts";
import { busyboxPing } from "./busybox-ping/busybox-ping.ts";
import { busyboxWget } from "./busybox-wget/busybox-wget.ts";
import { cat } from "./cat/cat.ts";
import { comm } from "./comm/comm.ts";
import { curl } from "./curl/curl.ts";
import { cut } from "./cut/cut.ts";
import { date } from "./date/date.ts";
import { dirname } from "./dirname/dirname.ts";
import { echo } from "./echo/echo.ts";
import { tool } from "./failure.ts";
import { applet, gnu } from "./flavour.ts";
import { fold } from "./fold/fold.ts";
import { head } from "./head/head.ts";
import { join } from "./join/join.ts";
import { kubectl } from "./kubectl/kubectl.ts";
import { nl } from "./nl/nl.ts";
import { paste } from "./paste/paste.ts";
import { ping } from "./ping/ping.ts";
import { printf } from "./printf/printf.ts";
import { python3 } from "./python3/python3.ts";
import { rev } from "./rev/rev.ts";
import { seq } from "./seq/seq.ts";
import { sleep } from "./sleep/sleep.ts";
import { sort } from "./sort/sort.ts";
import { tac } from "./tac/tac.ts";
import { tail } from "./tail/tail.ts";
import { tee } from "./tee/tee.ts";
import { tr } from "./tr/tr.ts";
import { failAlways, succeed } from "./true/true.ts";
import { uniq } from "./uniq/uniq.ts";
import { wc } from "./wc/wc.ts";
import { yes } from "./yes/yes.ts";

const LINES: readonly (readonly [id: string, program: Program])[] = [
  ["base64", gnu(base64)],
  ["basename", gnu(basename)],
  ["busybox-base64", applet(base64)],
  ["busybox-basename", applet(basename)],
  ["busybox-cat", applet(cat)],
  ["busybox-comm", applet(comm)],
  ["busybox-cut", applet(cut)],
  ["busybox-date", applet(date)],
  ["busybox-dirname", applet(dirname)],
  ["busybox-echo", echo],
  ["busybox-false", failAlways],
  ["busybox-fold", applet(fold)],
  ["busybox-head", applet(head)],
  ["busybox-nl", applet(nl)],
  ["busybox-nslookup", tool(busyboxNslookup)],
  ["busybox-paste", applet(paste)],
  ["busybox-ping", tool(busyboxPing)],
  ["busybox-printf", applet(printf)],
  ["busybox-rev", applet(rev)],
  ["busybox-seq", applet(seq)],
  ["busybox-sleep", applet(sleep)],
  ["busybox-sort", applet(sort)],
  ["busybox-tac", applet(tac)],
  ["busybox-tail", applet(tail)],
  ["busybox-tee", applet(tee)],
  ["busybox-tr", applet(tr)],
  ["busybox-true", succeed],
  ["busybox-uniq", applet(uniq)],
  ["busybox-wc", applet(wc)],
  ["busybox-wget", tool(busyboxWget)],
  ["busybox-yes", applet(yes)],
  ["cat", gnu(cat)],
  ["comm", gnu(comm)],
  ["curl", tool(curl)],
  ["cut", gnu(cut)],
  ["date", gnu(date)],
  ["dirname", gnu(dirname)],
  ["echo", echo],
  ["false", failAlways],
  ["fold", gnu(fold)],
  ["head", gnu(head)],
  ["join", gnu(join)],
  ["kubectl", kubectl],
  ["nl", gnu(nl)],
  ["paste", gnu(paste)],
  ["ping", tool(ping)],
  ["printf", gnu(printf)],
  ["python3", tool(python3)],
  ["rev", gnu(rev)],
  ["seq", gnu(seq)],
  ["sleep", gnu(sleep)],
  ["sort", gnu(sort)],
  ["tac", gnu(tac)],
  ["tail", gnu(tail)],
  ["tee", gnu(tee)],
  ["tr", gnu(tr)],
  ["true", succeed],
  ["uniq", gnu(uniq)],
  ["wc", gnu(wc)],
  ["yes", gnu(yes)],
];

export const COMMANDS: ProgramTable = new Map(LINES);

/** Every program that a file tree can name, by its id: one sorted line per command. */

import type { ProgramTable } from "../../sim/os/machine.ts";
import type { Program } from "../../sim/os/process.ts";
import { ash } from "./ash/ash.ts";
import { awk } from "./awk/awk.ts";
import { base64 } from "./base64/base64.ts";
import { basename } from "./basename/basename.ts";
import { bash } from "./bash/bash.ts";
import { busyboxNc, busyboxTelnet } from "./busybox-nc/busybox-nc.ts";
import { busyboxNslookup } from "./busybox-nslookup/busybox-nslookup.ts";
import { busyboxPing } from "./busybox-ping/busybox-ping.ts";
import { busyboxWget } from "./busybox-wget/busybox-wget.ts";
import { busybox } from "./busybox/busybox.ts";
import { cat } from "./cat/cat.ts";
import { checksum } from "./checksum/checksum.ts";
import { chmod } from "./chmod/chmod.ts";
import { clear } from "./clear/clear.ts";
import { column } from "./column/column.ts";
import { comm } from "./comm/comm.ts";
import { cp } from "./cp/cp.ts";
import { curl } from "./curl/curl.ts";
import { cut } from "./cut/cut.ts";
import { dash } from "./dash/dash.ts";
import { date } from "./date/date.ts";
import { diff } from "./diff/diff.ts";
import { dig } from "./dig/dig.ts";
import { dirname } from "./dirname/dirname.ts";
import { echo } from "./echo/echo.ts";
import { env, printenv } from "./env/env.ts";
import { expr } from "./expr/expr.ts";
import { tool } from "./failure.ts";
import { find } from "./find/find.ts";
import { applet, gnu } from "./flavour.ts";
import { fold } from "./fold/fold.ts";
import { getent } from "./getent/getent.ts";
import { grep } from "./grep/grep.ts";
import { head } from "./head/head.ts";
import { host } from "./host/host.ts";
import { hostname } from "./hostname/hostname.ts";
import { ip } from "./ip/ip.ts";
import { join } from "./join/join.ts";
import { kill, killall } from "./kill/kill.ts";
import { kubectl } from "./kubectl/kubectl.ts";
import { ln } from "./ln/ln.ts";
import { ls } from "./ls/ls.ts";
import { mkdir } from "./mkdir/mkdir.ts";
import { mv } from "./mv/mv.ts";
import { nc } from "./nc/nc.ts";
import { arp, ifconfig, netstat, route } from "./net-tools/net-tools.ts";
import { nl } from "./nl/nl.ts";
import { nslookup } from "./nslookup/nslookup.ts";
import { paste } from "./paste/paste.ts";
import { ping } from "./ping/ping.ts";
import { printf } from "./printf/printf.ts";
import { ps } from "./ps/ps.ts";
import { python3 } from "./python3/python3.ts";
import { readlink, realpath } from "./readlink/readlink.ts";
import { rev } from "./rev/rev.ts";
import { rm } from "./rm/rm.ts";
import { rmdir } from "./rmdir/rmdir.ts";
import { sed } from "./sed/sed.ts";
import { seq } from "./seq/seq.ts";
import { sleep } from "./sleep/sleep.ts";
import { sort } from "./sort/sort.ts";
import { ss } from "./ss/ss.ts";
import { stat } from "./stat/stat.ts";
import { sudo } from "./sudo/sudo.ts";
import { tac } from "./tac/tac.ts";
import { tail } from "./tail/tail.ts";
import { tee } from "./tee/tee.ts";
import { test } from "./test/test.ts";
import { timeout } from "./timeout/timeout.ts";
import { touch } from "./touch/touch.ts";
import { tr } from "./tr/tr.ts";
import { traceroute } from "./traceroute/traceroute.ts";
import { failAlways, succeed } from "./true/true.ts";
import { uname } from "./uname/uname.ts";
import { uniq } from "./uniq/uniq.ts";
import { watch } from "./watch/watch.ts";
import { wc } from "./wc/wc.ts";
import { wget } from "./wget/wget.ts";
import { which } from "./which/which.ts";
import { id, tty, whoami } from "./who/who-am-i.ts";
import { xargs } from "./xargs/xargs.ts";
import { yes } from "./yes/yes.ts";

const LINES: readonly (readonly [id: string, program: Program])[] = [
  ["[", gnu(test)],
  ["ash", ash],
  ["awk", gnu(awk)],
  ["base64", gnu(base64)],
  ["basename", gnu(basename)],
  ["bash", bash],
  ["busybox", tool(busybox)],
  ["busybox-[", applet(test)],
  ["busybox-arp", applet(arp)],
  ["busybox-awk", applet(awk)],
  ["busybox-base64", applet(base64)],
  ["busybox-basename", applet(basename)],
  ["busybox-cat", applet(cat)],
  ["busybox-chmod", applet(chmod)],
  ["busybox-clear", applet(clear)],
  ["busybox-comm", applet(comm)],
  ["busybox-cp", applet(cp)],
  ["busybox-cut", applet(cut)],
  ["busybox-date", applet(date)],
  ["busybox-diff", applet(diff)],
  ["busybox-dirname", applet(dirname)],
  ["busybox-echo", echo],
  ["busybox-egrep", applet(grep)],
  ["busybox-env", applet(env)],
  ["busybox-expr", applet(expr)],
  ["busybox-false", failAlways],
  ["busybox-fgrep", applet(grep)],
  ["busybox-find", applet(find)],
  ["busybox-fold", applet(fold)],
  ["busybox-grep", applet(grep)],
  ["busybox-head", applet(head)],
  ["busybox-hostname", applet(hostname)],
  ["busybox-id", applet(id)],
  ["busybox-ifconfig", applet(ifconfig)],
  ["busybox-ip", applet(ip)],
  ["busybox-kill", applet(kill)],
  ["busybox-killall", applet(killall)],
  ["busybox-ln", applet(ln)],
  ["busybox-ls", applet(ls)],
  ["busybox-md5sum", applet(checksum)],
  ["busybox-mkdir", applet(mkdir)],
  ["busybox-mv", applet(mv)],
  ["busybox-nc", tool(busyboxNc)],
  ["busybox-netstat", applet(netstat)],
  ["busybox-nl", applet(nl)],
  ["busybox-nslookup", tool(busyboxNslookup)],
  ["busybox-paste", applet(paste)],
  ["busybox-ping", tool(busyboxPing)],
  ["busybox-printenv", applet(printenv)],
  ["busybox-printf", applet(printf)],
  ["busybox-ps", applet(ps)],
  ["busybox-readlink", applet(readlink)],
  ["busybox-realpath", applet(realpath)],
  ["busybox-rev", applet(rev)],
  ["busybox-rm", applet(rm)],
  ["busybox-rmdir", applet(rmdir)],
  ["busybox-route", applet(route)],
  ["busybox-sed", applet(sed)],
  ["busybox-seq", applet(seq)],
  ["busybox-sha1sum", applet(checksum)],
  ["busybox-sha256sum", applet(checksum)],
  ["busybox-sleep", applet(sleep)],
  ["busybox-sort", applet(sort)],
  ["busybox-stat", applet(stat)],
  ["busybox-tac", applet(tac)],
  ["busybox-tail", applet(tail)],
  ["busybox-tee", applet(tee)],
  ["busybox-telnet", tool(busyboxTelnet)],
  ["busybox-test", applet(test)],
  ["busybox-timeout", applet(timeout)],
  ["busybox-touch", applet(touch)],
  ["busybox-tr", applet(tr)],
  ["busybox-traceroute", applet(traceroute)],
  ["busybox-true", succeed],
  ["busybox-tty", applet(tty)],
  ["busybox-uname", applet(uname)],
  ["busybox-uniq", applet(uniq)],
  ["busybox-watch", applet(watch)],
  ["busybox-wc", applet(wc)],
  ["busybox-wget", tool(busyboxWget)],
  ["busybox-which", applet(which)],
  ["busybox-whoami", applet(whoami)],
  ["busybox-xargs", applet(xargs)],
  ["busybox-yes", applet(yes)],
  ["cat", gnu(cat)],
  ["chmod", gnu(chmod)],
  ["clear", gnu(clear)],
  ["column", gnu(column)],
  ["comm", gnu(comm)],
  ["cp", gnu(cp)],
  ["curl", tool(curl)],
  ["cut", gnu(cut)],
  ["dash", dash],
  ["date", gnu(date)],
  ["diff", gnu(diff)],
  ["dig", tool(dig)],
  ["dirname", gnu(dirname)],
  ["echo", echo],
  ["egrep", gnu(grep)],
  ["env", gnu(env)],
  ["expr", gnu(expr)],
  ["false", failAlways],
  ["fgrep", gnu(grep)],
  ["find", gnu(find)],
  ["fold", gnu(fold)],
  ["getent", tool(getent)],
  ["grep", gnu(grep)],
  ["head", gnu(head)],
  ["host", tool(host)],
  ["hostname", gnu(hostname)],
  ["id", gnu(id)],
  ["ip", gnu(ip)],
  ["join", gnu(join)],
  ["kill", gnu(kill)],
  ["killall", gnu(killall)],
  ["kubectl", kubectl],
  ["ln", gnu(ln)],
  ["ls", gnu(ls)],
  ["md5sum", gnu(checksum)],
  ["mkdir", gnu(mkdir)],
  ["mv", gnu(mv)],
  ["nc", tool(nc)],
  ["nl", gnu(nl)],
  ["nslookup", tool(nslookup)],
  ["paste", gnu(paste)],
  ["ping", tool(ping)],
  ["printenv", gnu(printenv)],
  ["printf", gnu(printf)],
  ["ps", gnu(ps)],
  ["python3", tool(python3)],
  ["readlink", gnu(readlink)],
  ["realpath", gnu(realpath)],
  ["rev", gnu(rev)],
  ["rm", gnu(rm)],
  ["rmdir", gnu(rmdir)],
  ["sed", gnu(sed)],
  ["seq", gnu(seq)],
  ["sha1sum", gnu(checksum)],
  ["sha256sum", gnu(checksum)],
  ["sleep", gnu(sleep)],
  ["sort", gnu(sort)],
  ["ss", gnu(ss)],
  ["stat", gnu(stat)],
  ["sudo", tool(sudo)],
  ["tac", gnu(tac)],
  ["tail", gnu(tail)],
  ["tee", gnu(tee)],
  ["test", gnu(test)],
  ["timeout", gnu(timeout)],
  ["touch", gnu(touch)],
  ["tr", gnu(tr)],
  ["traceroute", gnu(traceroute)],
  ["true", succeed],
  ["tty", gnu(tty)],
  ["uname", gnu(uname)],
  ["uniq", gnu(uniq)],
  ["watch", gnu(watch)],
  ["wc", gnu(wc)],
  ["wget", tool(wget)],
  ["which", gnu(which)],
  ["whoami", gnu(whoami)],
  ["xargs", gnu(xargs)],
  ["yes", gnu(yes)],
];

export const COMMANDS: ProgramTable = new Map(LINES);

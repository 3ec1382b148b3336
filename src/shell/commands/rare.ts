/** The programs that a page fetches when one of them is first run. One sorted line per command. */

import { arping } from "./arping/arping.ts";
import { awk } from "./awk/awk.ts";
import { base64 } from "./base64/base64.ts";
import { basename } from "./basename/basename.ts";
import { brctl } from "./bridge/brctl.ts";
import { bridge } from "./bridge/bridge.ts";
import { busybox } from "./busybox/busybox.ts";
import { oldNslookup } from "./busybox-1.28-nslookup/busybox-1.28-nslookup.ts";
import { busyboxNc, busyboxTelnet } from "./busybox-nc/busybox-nc.ts";
import { checksum } from "./checksum/checksum.ts";
import { chmod } from "./chmod/chmod.ts";
import { column } from "./column/column.ts";
import { comm } from "./comm/comm.ts";
import { conntrack } from "./conntrack/conntrack.ts";
import { cp } from "./cp/cp.ts";
import { crictl } from "./crictl/crictl.ts";
import { cut } from "./cut/cut.ts";
import { date } from "./date/date.ts";
import { diff } from "./diff/diff.ts";
import { dig } from "./dig/dig.ts";
import { dirname } from "./dirname/dirname.ts";
import { dmesg } from "./dmesg/dmesg.ts";
import { ethtool } from "./ethtool/ethtool.ts";
import { expr } from "./expr/expr.ts";
import { tool } from "./failure.ts";
import { find } from "./find/find.ts";
import { applet, gnu } from "./flavour.ts";
import { fold } from "./fold/fold.ts";
import { getent } from "./getent/getent.ts";
import { host } from "./host/host.ts";
import { ip } from "./ip/ip.ts";
import { ipset } from "./ipset/ipset.ts";
import { iptables } from "./iptables/iptables.ts";
import { iptablesRestore, iptablesSave } from "./iptables/iptables-save.ts";
import { ipvsadm } from "./ipvsadm/ipvsadm.ts";
import { join } from "./join/join.ts";
import { journalctl } from "./journalctl/journalctl.ts";
import { jq } from "./jq/jq.ts";
import { kill, killall } from "./kill/kill.ts";
import { less } from "./less/less.ts";
import { ln } from "./ln/ln.ts";
import { mktemp } from "./mktemp/mktemp.ts";
import { mv } from "./mv/mv.ts";
import { nc } from "./nc/nc.ts";
import { arp, ifconfig, netstat, route } from "./net-tools/net-tools.ts";
import { nft } from "./nft/nft.ts";
import { nl } from "./nl/nl.ts";
import { nsenter } from "./nsenter/nsenter.ts";
import { openssl } from "./openssl/openssl.ts";
import { paste } from "./paste/paste.ts";
import { printf } from "./printf/printf.ts";
import type { ProgramLine } from "./program-line.ts";
import { ps } from "./ps/ps.ts";
import { python3 } from "./python3/python3.ts";
import { readlink, realpath } from "./readlink/readlink.ts";
import { rev } from "./rev/rev.ts";
import { rmdir } from "./rmdir/rmdir.ts";
import { sed } from "./sed/sed.ts";
import { sort } from "./sort/sort.ts";
import { ss } from "./ss/ss.ts";
import { ssh } from "./ssh/ssh.ts";
import { stat } from "./stat/stat.ts";
import { sysctl } from "./sysctl/sysctl.ts";
import { systemctl } from "./systemctl/systemctl.ts";
import { tac } from "./tac/tac.ts";
import { tcpdump } from "./tcpdump/tcpdump.ts";
import { test } from "./test/test.ts";
import { timeout } from "./timeout/timeout.ts";
import { touch } from "./touch/touch.ts";
import { tr } from "./tr/tr.ts";
import { traceroute } from "./traceroute/traceroute.ts";
import { uname } from "./uname/uname.ts";
import { uniq } from "./uniq/uniq.ts";
import { vi } from "./vi/vi.ts";
import { watch } from "./watch/watch.ts";
import { wget } from "./wget/wget.ts";
import { xargs } from "./xargs/xargs.ts";
import { yes } from "./yes/yes.ts";

export const RARE: readonly ProgramLine[] = [
  ["[", gnu(test)],
  ["arping", gnu(arping)],
  ["awk", gnu(awk)],
  ["base64", gnu(base64)],
  ["basename", gnu(basename)],
  ["busybox-1.28-nslookup", tool(oldNslookup)],
  ["brctl", tool(brctl)],
  ["bridge", tool(bridge)],
  ["busybox-[", applet(test)],
  ["busybox-arp", applet(arp)],
  ["busybox-arping", applet(arping)],
  ["busybox-awk", applet(awk)],
  ["busybox-base64", applet(base64)],
  ["busybox-basename", applet(basename)],
  ["busybox-chmod", applet(chmod)],
  ["busybox-comm", applet(comm)],
  ["busybox-cp", applet(cp)],
  ["busybox-cut", applet(cut)],
  ["busybox-date", applet(date)],
  ["busybox-diff", applet(diff)],
  ["busybox-dirname", applet(dirname)],
  ["busybox-expr", applet(expr)],
  ["busybox-find", applet(find)],
  ["busybox-fold", applet(fold)],
  ["busybox-ifconfig", applet(ifconfig)],
  ["busybox-ip", applet(ip)],
  ["busybox-kill", applet(kill)],
  ["busybox-killall", applet(killall)],
  ["busybox-less", applet(less)],
  ["busybox-ln", applet(ln)],
  ["busybox-md5sum", applet(checksum)],
  ["busybox-more", applet(less)],
  ["busybox-mktemp", applet(mktemp)],
  ["busybox-mv", applet(mv)],
  ["busybox-nc", tool(busyboxNc)],
  ["busybox-netstat", applet(netstat)],
  ["busybox-nl", applet(nl)],
  ["busybox-paste", applet(paste)],
  ["busybox-printf", applet(printf)],
  ["busybox-ps", applet(ps)],
  ["busybox-readlink", applet(readlink)],
  ["busybox-realpath", applet(realpath)],
  ["busybox-rev", applet(rev)],
  ["busybox-rmdir", applet(rmdir)],
  ["busybox-route", applet(route)],
  ["busybox-sed", applet(sed)],
  ["busybox-sha1sum", applet(checksum)],
  ["busybox-sha256sum", applet(checksum)],
  ["busybox-sort", applet(sort)],
  ["busybox-stat", applet(stat)],
  ["busybox-sysctl", applet(sysctl)],
  ["busybox-tac", applet(tac)],
  ["busybox-telnet", tool(busyboxTelnet)],
  ["busybox-test", applet(test)],
  ["busybox-timeout", applet(timeout)],
  ["busybox-touch", applet(touch)],
  ["busybox-tr", applet(tr)],
  ["busybox-traceroute", applet(traceroute)],
  ["busybox-uname", applet(uname)],
  ["busybox-uniq", applet(uniq)],
  ["busybox-vi", applet(vi)],
  ["busybox-watch", applet(watch)],
  ["busybox-xargs", applet(xargs)],
  ["busybox-yes", applet(yes)],
  ["chmod", gnu(chmod)],
  ["column", gnu(column)],
  ["comm", gnu(comm)],
  ["conntrack", tool(conntrack)],
  ["cp", gnu(cp)],
  ["crictl", tool(crictl)],
  ["cut", gnu(cut)],
  ["date", gnu(date)],
  ["diff", gnu(diff)],
  ["debian-busybox", tool(busybox)],
  ["dig", tool(dig)],
  ["dirname", gnu(dirname)],
  ["ethtool", tool(ethtool)],
  ["dmesg", tool(dmesg)],
  ["expr", gnu(expr)],
  ["find", gnu(find)],
  ["fold", gnu(fold)],
  ["getent", tool(getent)],
  ["host", tool(host)],
  ["ip", gnu(ip)],
  ["ipset", tool(ipset)],
  ["iptables", tool(iptables)],
  ["iptables-restore", tool(iptablesRestore)],
  ["iptables-save", tool(iptablesSave)],
  ["ipvsadm", tool(ipvsadm)],
  ["join", gnu(join)],
  ["journalctl", tool(journalctl)],
  ["jq", tool(jq)],
  ["kill", gnu(kill)],
  ["killall", gnu(killall)],
  ["less", gnu(less)],
  ["ln", gnu(ln)],
  ["md5sum", gnu(checksum)],
  ["more", gnu(less)],
  ["mktemp", gnu(mktemp)],
  ["mv", gnu(mv)],
  ["nc", tool(nc)],
  ["nft", tool(nft)],
  ["nl", gnu(nl)],
  ["openssl", tool(openssl)],
  ["nsenter", tool(nsenter)],
  ["paste", gnu(paste)],
  ["printf", gnu(printf)],
  ["ps", gnu(ps)],
  ["python3", tool(python3)],
  ["readlink", gnu(readlink)],
  ["realpath", gnu(realpath)],
  ["rev", gnu(rev)],
  ["rmdir", gnu(rmdir)],
  ["sed", gnu(sed)],
  ["sha1sum", gnu(checksum)],
  ["sha256sum", gnu(checksum)],
  ["sort", gnu(sort)],
  ["ss", gnu(ss)],
  ["ssh", tool(ssh)],
  ["stat", gnu(stat)],
  ["sysctl", gnu(sysctl)],
  ["systemctl", tool(systemctl)],
  ["tac", gnu(tac)],
  ["tcpdump", tool(tcpdump)],
  ["test", gnu(test)],
  ["timeout", gnu(timeout)],
  ["touch", gnu(touch)],
  ["tr", gnu(tr)],
  ["traceroute", gnu(traceroute)],
  ["uname", gnu(uname)],
  ["uniq", gnu(uniq)],
  ["vi", gnu(vi)],
  ["view", gnu(vi)],
  ["vim", gnu(vi)],
  ["watch", gnu(watch)],
  ["wget", tool(wget)],
  ["xargs", gnu(xargs)],
  ["yes", gnu(yes)],
];

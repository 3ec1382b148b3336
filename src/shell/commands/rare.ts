/** The programs that a page fetches when one of them is first run. One sorted line per command. */

import { answer } from "./answer/answer.ts";
import { arping } from "./arping/arping.ts";
import { awk } from "./awk/awk.ts";
import { base64 } from "./base64/base64.ts";
import { basename } from "./basename/basename.ts";
import { bc } from "./bc/bc.ts";
import { brctl } from "./bridge/brctl.ts";
import { bridge } from "./bridge/bridge.ts";
import { busybox } from "./busybox/busybox.ts";
import { busyboxHttpd } from "./busybox/busybox-httpd.ts";
import { showUsage } from "./busybox/show-usage.ts";
import { oldNslookup } from "./busybox-1.28-nslookup/busybox-1.28-nslookup.ts";
import { busyboxNc, busyboxTelnet } from "./busybox-nc/busybox-nc.ts";
import { busyboxWget } from "./busybox-wget/busybox-wget.ts";
import { checksum } from "./checksum/checksum.ts";
import { chmod } from "./chmod/chmod.ts";
import { chroot } from "./chroot/chroot.ts";
import { cmp } from "./cmp/cmp.ts";
import { column } from "./column/column.ts";
import { comm } from "./comm/comm.ts";
import { conntrack } from "./conntrack/conntrack.ts";
import { cp } from "./cp/cp.ts";
import { crictl } from "./crictl/crictl.ts";
import { cut } from "./cut/cut.ts";
import { date } from "./date/date.ts";
import { dd } from "./dd/dd.ts";
import { diff } from "./diff/diff.ts";
import { dig } from "./dig/dig.ts";
import { dirname } from "./dirname/dirname.ts";
import { dmesg } from "./dmesg/dmesg.ts";
import { df, du } from "./du/du.ts";
import { envsubst } from "./envsubst/envsubst.ts";
import { ethtool } from "./ethtool/ethtool.ts";
import { expand, unexpand } from "./expand/expand.ts";
import { expr } from "./expr/expr.ts";
import { tool } from "./failure.ts";
import { find } from "./find/find.ts";
import { applet, gnu } from "./flavour.ts";
import { fold } from "./fold/fold.ts";
import { getent } from "./getent/getent.ts";
import { git } from "./git/git.ts";
import { gzip } from "./gzip/gzip.ts";
import { hexdump, od, xxd } from "./hex-dump/hex-dump.ts";
import { host } from "./host/host.ts";
import { hostname } from "./hostname/hostname.ts";
import { ip } from "./ip/ip.ts";
import { ipset } from "./ipset/ipset.ts";
import { iptables } from "./iptables/iptables.ts";
import { iptablesRestore, iptablesSave } from "./iptables/iptables-save.ts";
import { iptablesLegacy, iptablesLegacySave } from "./iptables/legacy.ts";
import { ipvsadm } from "./ipvsadm/ipvsadm.ts";
import { join } from "./join/join.ts";
import { journalctl } from "./journalctl/journalctl.ts";
import { jq } from "./jq/jq.ts";
import { kill, killall } from "./kill/kill.ts";
import { less } from "./less/less.ts";
import { ln } from "./ln/ln.ts";
import { man } from "./man/man.ts";
import { free, nproc, uptime } from "./memory/memory.ts";
import { mkdir } from "./mkdir/mkdir.ts";
import { mktemp } from "./mktemp/mktemp.ts";
import { mv } from "./mv/mv.ts";
import { nano } from "./nano/nano.ts";
import { nc } from "./nc/nc.ts";
import { arp, ifconfig, netstat, route } from "./net-tools/net-tools.ts";
import { nft } from "./nft/nft.ts";
import { nice, nohup } from "./nice/nice.ts";
import { nl } from "./nl/nl.ts";
import { nsenter } from "./nsenter/nsenter.ts";
import { nslookup } from "./nslookup/nslookup.ts";
import { openssl } from "./openssl/openssl.ts";
import { paste } from "./paste/paste.ts";
import { pgrep, pidof } from "./pgrep/pgrep.ts";
import { printf } from "./printf/printf.ts";
import type { ProgramLine } from "./program-line.ts";
import { ps } from "./ps/ps.ts";
import { python3 } from "./python3/python3.ts";
import { readlink, realpath } from "./readlink/readlink.ts";
import { rev } from "./rev/rev.ts";
import { rm } from "./rm/rm.ts";
import { rmdir } from "./rmdir/rmdir.ts";
import { script } from "./script/script.ts";
import { sed } from "./sed/sed.ts";
import { seq } from "./seq/seq.ts";
import { shuf } from "./shuf/shuf.ts";
import { sort } from "./sort/sort.ts";
import { ss } from "./ss/ss.ts";
import { ssh } from "./ssh/ssh.ts";
import { stat } from "./stat/stat.ts";
import { stty } from "./stty/stty.ts";
import { su } from "./su/su.ts";
import { sudo } from "./sudo/sudo.ts";
import { sysctl } from "./sysctl/sysctl.ts";
import { systemctl } from "./systemctl/systemctl.ts";
import { tac } from "./tac/tac.ts";
import { tar } from "./tar/tar.ts";
import { tcpdump } from "./tcpdump/tcpdump.ts";
import { tee } from "./tee/tee.ts";
import { telnet } from "./telnet/telnet.ts";
import { test } from "./test/test.ts";
import { time } from "./time/time.ts";
import { timeout } from "./timeout/timeout.ts";
import { top } from "./top/top.ts";
import { touch } from "./touch/touch.ts";
import { tr } from "./tr/tr.ts";
import { tracepath } from "./tracepath/tracepath.ts";
import { traceroute } from "./traceroute/traceroute.ts";
import { tree } from "./tree/tree.ts";
import { uname } from "./uname/uname.ts";
import { uniq } from "./uniq/uniq.ts";
import { vi } from "./vi/vi.ts";
import { watch } from "./watch/watch.ts";
import { wc } from "./wc/wc.ts";
import { wget } from "./wget/wget.ts";
import { which } from "./which/which.ts";
import { groups } from "./who/who-am-i.ts";
import { xargs } from "./xargs/xargs.ts";
import { yes } from "./yes/yes.ts";

export const RARE: readonly ProgramLine[] = [
  ["[", gnu(test)],
  ["answer", answer],
  ["arping", gnu(arping)],
  ["awk", gnu(awk)],
  ["base64", gnu(base64)],
  ["basename", gnu(basename)],
  ["bb_show_usage", showUsage],
  ["bc", tool(bc)],
  ["brctl", tool(brctl)],
  ["bridge", tool(bridge)],
  ["busybox-1.28-nslookup", tool(oldNslookup)],
  ["busybox-[", applet(test)],
  ["busybox-arp", applet(arp)],
  ["busybox-arping", applet(arping)],
  ["busybox-awk", applet(awk)],
  ["busybox-base64", applet(base64)],
  ["busybox-basename", applet(basename)],
  ["busybox-chmod", applet(chmod)],
  ["busybox-chroot", applet(chroot)],
  ["busybox-cmp", applet(cmp)],
  ["busybox-comm", applet(comm)],
  ["busybox-cp", applet(cp)],
  ["busybox-cut", applet(cut)],
  ["busybox-date", applet(date)],
  ["busybox-dd", applet(dd)],
  ["busybox-df", applet(df)],
  ["busybox-diff", applet(diff)],
  ["busybox-dirname", applet(dirname)],
  ["busybox-du", applet(du)],
  ["busybox-expand", applet(expand)],
  ["busybox-expr", applet(expr)],
  ["busybox-find", applet(find)],
  ["busybox-fold", applet(fold)],
  ["busybox-free", applet(free)],
  ["busybox-gunzip", applet(gzip)],
  ["busybox-gzip", applet(gzip)],
  ["busybox-hexdump", applet(hexdump)],
  ["busybox-hostname", applet(hostname)],
  ["busybox-httpd", applet(busyboxHttpd)],
  ["busybox-ifconfig", applet(ifconfig)],
  ["busybox-ip", applet(ip)],
  ["busybox-kill", applet(kill)],
  ["busybox-killall", applet(killall)],
  ["busybox-less", applet(less)],
  ["busybox-ln", applet(ln)],
  ["busybox-md5sum", applet(checksum)],
  ["busybox-mkdir", applet(mkdir)],
  ["busybox-mktemp", applet(mktemp)],
  ["busybox-more", applet(less)],
  ["busybox-mv", applet(mv)],
  ["busybox-nc", tool(busyboxNc)],
  ["busybox-netstat", applet(netstat)],
  ["busybox-nl", applet(nl)],
  ["busybox-nproc", applet(nproc)],
  ["busybox-od", applet(od)],
  ["busybox-paste", applet(paste)],
  ["busybox-pgrep", applet(pgrep)],
  ["busybox-pidof", applet(pidof)],
  ["busybox-pkill", applet(pgrep)],
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
  ["busybox-sha512sum", applet(checksum)],
  ["busybox-sort", applet(sort)],
  ["busybox-stat", applet(stat)],
  ["busybox-stty", applet(stty)],
  ["busybox-su", applet(su)],
  ["busybox-sysctl", applet(sysctl)],
  ["busybox-tac", applet(tac)],
  ["busybox-tar", applet(tar)],
  ["busybox-tee", applet(tee)],
  ["busybox-telnet", tool(busyboxTelnet)],
  ["busybox-test", applet(test)],
  ["busybox-time", applet(time)],
  ["busybox-timeout", applet(timeout)],
  ["busybox-top", applet(top)],
  ["busybox-touch", applet(touch)],
  ["busybox-tr", applet(tr)],
  ["busybox-traceroute", applet(traceroute)],
  ["busybox-tree", applet(tree)],
  ["busybox-uname", applet(uname)],
  ["busybox-unexpand", applet(unexpand)],
  ["busybox-uniq", applet(uniq)],
  ["busybox-uptime", applet(uptime)],
  ["busybox-vi", applet(vi)],
  ["busybox-watch", applet(watch)],
  ["busybox-wc", applet(wc)],
  ["busybox-wget", tool(busyboxWget)],
  ["busybox-which", applet(which)],
  ["busybox-xargs", applet(xargs)],
  ["busybox-xxd", applet(xxd)],
  ["busybox-yes", applet(yes)],
  ["busybox-zcat", applet(gzip)],
  ["chmod", gnu(chmod)],
  ["chroot", gnu(chroot)],
  ["cmp", gnu(cmp)],
  ["column", gnu(column)],
  ["comm", gnu(comm)],
  ["conntrack", tool(conntrack)],
  ["cp", gnu(cp)],
  ["crictl", tool(crictl)],
  ["cut", gnu(cut)],
  ["date", gnu(date)],
  ["dd", gnu(dd)],
  ["debian-busybox", tool(busybox)],
  ["df", gnu(df)],
  ["diff", gnu(diff)],
  ["dig", tool(dig)],
  ["dirname", gnu(dirname)],
  ["dmesg", tool(dmesg)],
  ["du", gnu(du)],
  ["envsubst", gnu(envsubst)],
  ["ethtool", tool(ethtool)],
  ["expand", gnu(expand)],
  ["expr", gnu(expr)],
  ["find", gnu(find)],
  ["fold", gnu(fold)],
  ["free", gnu(free)],
  ["getent", tool(getent)],
  ["git", tool(git)],
  ["groups", gnu(groups)],
  ["gunzip", gnu(gzip)],
  ["gzip", gnu(gzip)],
  ["hexdump", gnu(hexdump)],
  ["host", tool(host)],
  ["hostname", gnu(hostname)],
  ["ip", gnu(ip)],
  ["ipset", tool(ipset)],
  ["iptables", tool(iptables)],
  ["iptables-legacy", tool(iptablesLegacy)],
  ["iptables-legacy-save", tool(iptablesLegacySave)],
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
  ["man", tool(man)],
  ["md5sum", gnu(checksum)],
  ["mkdir", gnu(mkdir)],
  ["mktemp", gnu(mktemp)],
  ["more", gnu(less)],
  ["mv", gnu(mv)],
  ["nano", gnu(nano)],
  ["nc", tool(nc)],
  ["nft", tool(nft)],
  ["nice", gnu(nice)],
  ["nl", gnu(nl)],
  ["nohup", gnu(nohup)],
  ["nproc", gnu(nproc)],
  ["nsenter", tool(nsenter)],
  ["nslookup", tool(nslookup)],
  ["od", gnu(od)],
  ["openssl", tool(openssl)],
  ["paste", gnu(paste)],
  ["pgrep", gnu(pgrep)],
  ["pidof", gnu(pidof)],
  ["pkill", gnu(pgrep)],
  ["printf", gnu(printf)],
  ["ps", gnu(ps)],
  ["python3", tool(python3)],
  ["readlink", gnu(readlink)],
  ["realpath", gnu(realpath)],
  ["rev", gnu(rev)],
  ["rm", gnu(rm)],
  ["rmdir", gnu(rmdir)],
  ["script", tool(script)],
  ["sed", gnu(sed)],
  ["seq", gnu(seq)],
  ["sha1sum", gnu(checksum)],
  ["sha256sum", gnu(checksum)],
  ["sha512sum", gnu(checksum)],
  ["shuf", gnu(shuf)],
  ["sort", gnu(sort)],
  ["ss", gnu(ss)],
  ["ssh", tool(ssh)],
  ["stat", gnu(stat)],
  ["stty", gnu(stty)],
  ["su", gnu(su)],
  ["sudo", tool(sudo)],
  ["sysctl", gnu(sysctl)],
  ["systemctl", tool(systemctl)],
  ["tac", gnu(tac)],
  ["tar", gnu(tar)],
  ["tcpdump", tool(tcpdump)],
  ["tee", gnu(tee)],
  ["telnet", tool(telnet)],
  ["test", gnu(test)],
  ["time", gnu(time)],
  ["timeout", gnu(timeout)],
  ["top", gnu(top)],
  ["touch", gnu(touch)],
  ["tr", gnu(tr)],
  ["tracepath", tool(tracepath)],
  ["traceroute", gnu(traceroute)],
  ["tree", gnu(tree)],
  ["uname", gnu(uname)],
  ["unexpand", gnu(unexpand)],
  ["uniq", gnu(uniq)],
  ["uptime", gnu(uptime)],
  ["vi", gnu(vi)],
  ["view", gnu(vi)],
  ["vim", gnu(vi)],
  ["watch", gnu(watch)],
  ["wc", gnu(wc)],
  ["wget", tool(wget)],
  ["which", gnu(which)],
  ["xargs", gnu(xargs)],
  ["xxd", gnu(xxd)],
  ["yes", gnu(yes)],
  ["zcat", gnu(gzip)],
];

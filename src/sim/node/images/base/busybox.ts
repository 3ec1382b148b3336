/** The file tree of BusyBox's own image: every applet in /bin, and hardly anything else. */
import type { ImageFiles } from "../file-tree.ts";
import { applets } from "./tools.ts";

/** Of the 1.37 image's 400 applets those that somebody may call for; the others are not there. */
export const APPLETS = `[ [[ arch arp arping ash awk base64 basename busybox cat chmod chown chroot clear cmp comm cp cut date dd df diff
  dirname du echo egrep env expr false fgrep find fold free getopt grep groups gunzip gzip head hexdump hostname httpd id
  ifconfig ip ipcalc kill killall less ln ls md5sum mkdir mktemp more mount mv nc netstat nl nproc nsenter nslookup od paste
  pgrep pidof ping ping6 pkill printenv printf ps pwd readlink realpath reset rev rm rmdir route sed seq sh sha1sum
  sha256sum sleep sort split stat strings stty su sync tac tail tar tee telnet test time timeout top touch tr
  traceroute tree true truncate tty udhcpc uname uniq unzip uptime usleep vi watch wc wget which who whoami xargs yes
  zcat`;

export const PASSWD = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`;

export const GROUP = "root:x:0:\ndaemon:x:1:\nnobody:x:65534:\n";

export function busyboxFiles(): ImageFiles {
  return {
    ...applets("/bin", APPLETS),
    "/etc/passwd": PASSWD,
    "/etc/group": GROUP,
    "/etc/localtime": "UTC0\n",
    "/home/": "",
    "/usr/sbin/": "",
    "/usr/bin/env": { program: ["busybox-env", "env"] },
    "/var/spool/mail/": "",
  };
}

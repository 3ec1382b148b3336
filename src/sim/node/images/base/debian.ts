/** Debian's slim image: dash and bash, the GNU tools, no network tools beyond getent and hostname. */
import type { ImageFiles } from "../file-tree.ts";
import { CA_BUNDLE } from "./ca-bundle.ts";
import { tools } from "./tools.ts";

const USR_BIN = `[ arch awk base64 basename bash cat chmod chown cksum clear cmp comm cp cut date dd df diff dirname du echo egrep
  env expand expr false fgrep find fold getconf getent getopt grep groups gunzip gzip head hostname id join kill ln ls md5sum
  mkdir mktemp more mv nice nl nohup nproc nsenter od paste pidof pinky printenv printf pwd readlink realpath rev rm rmdir script sed seq shuf
  sha1sum sha256sum sha512sum sleep sort split stat stty sync tac tail tar tee test timeout touch tr true truncate tty uname unexpand uniq uptime
  wc which who whoami xargs yes zcat`;

/** Whose shell it is and where: `root@web:/#`. */
const BASHRC = "PS1='\\u@\\h:\\w\\$ '\n";

export function debianFiles(release: "bookworm" | "bullseye" | "trixie", extra: ImageFiles = {}): ImageFiles {
  const version = release === "bookworm" ? "12" : release === "bullseye" ? "11" : "13";
  return {
    ...tools("/usr/bin", USR_BIN),
    "/usr/bin/sh": { program: "dash" },
    "/usr/bin/dash": { program: "dash" },
    "/bin": { link: "usr/bin" },
    "/sbin": { link: "usr/sbin" },
    ...tools("/usr/sbin", "chroot"),
    "/usr/local/bin/": "",
    "/usr/local/sbin/": "",
    "/etc/debian_version": `${version}.11\n`,
    "/etc/os-release": `PRETTY_NAME="Debian GNU/Linux ${version} (${release})"\nNAME="Debian GNU/Linux"\nVERSION_ID="${version}"\nVERSION="${version} (${release})"\nVERSION_CODENAME=${release}\nID=debian\nHOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n`,
    "/etc/passwd":
      "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
    "/etc/group": "root:x:0:\ndaemon:x:1:\nwww-data:x:33:\nnogroup:x:65534:\n",
    "/etc/bash.bashrc": BASHRC,
    "/etc/profile": 'if [ -n "$BASH" ] && [ -n "$PS1" ]; then . /etc/bash.bashrc; fi\n',
    "/home/": "",
    "/var/log/": "",
    ...CA_BUNDLE,
    ...extra,
  };
}

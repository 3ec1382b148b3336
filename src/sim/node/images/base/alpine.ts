/** Alpine: BusyBox in its usual places, musl, and what a package adds. */
import type { ImageFiles } from "../file-tree.ts";
import { APPLETS, GROUP, PASSWD } from "./busybox.ts";
import { CA_BUNDLE } from "./ca-bundle.ts";
import { applets } from "./tools.ts";

const IN_BIN = new Set(
  "arch ash base64 busybox cat chmod chown cp date dd df echo egrep false fgrep getopt grep gunzip gzip hostname kill ln ls mkdir mktemp more mount mv netstat pidof ping ping6 printenv ps pwd rev rm rmdir sed sh sleep stat stty su sync tar touch true uname usleep watch zcat".split(
    " ",
  ),
);
const IN_SBIN = new Set("arp ifconfig ip route udhcpc".split(" "));
const IN_USR_SBIN = new Set(["chroot"]);

/** What musl a release of Alpine has: it changed how names are looked up. */
function muslOf(version: string): string {
  const minor = Number(version.split(".")[1] ?? 22);
  if (minor >= 19) return "1.2.5";
  if (minor === 18) return "1.2.4";
  if (minor >= 15) return "1.2.3";
  if (minor >= 13) return "1.2.2";
  if (minor >= 10) return "1.1.24";
  return minor >= 4 ? "1.1.20" : "1.1.12";
}

export function alpineFiles(version: string, extra: ImageFiles = {}): ImageFiles {
  const names = APPLETS.trim().split(/\s+/);
  const bin = names.filter((name) => IN_BIN.has(name));
  const sbin = names.filter((name) => IN_SBIN.has(name));
  const usrSbin = names.filter((name) => IN_USR_SBIN.has(name));
  const rest = names.filter((name) => ![IN_BIN, IN_SBIN, IN_USR_SBIN].some((set) => set.has(name)));
  return {
    ...applets("/bin", bin.join(" ")),
    ...applets("/sbin", sbin.join(" ")),
    ...applets("/usr/bin", rest.join(" ")),
    ...applets("/usr/sbin", usrSbin.join(" ")),
    "/sbin/apk": { program: "apk" },
    "/lib/ld-musl-x86_64.so.1": `musl libc (x86_64)\nVersion ${muslOf(version)}\n`,
    "/etc/alpine-release": `${version}\n`,
    "/etc/os-release": `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${version}\nPRETTY_NAME="Alpine Linux v${version.split(".").slice(0, 2).join(".")}"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n`,
    "/etc/passwd": PASSWD,
    "/etc/group": GROUP,
    "/home/": "",
    "/usr/local/bin/": "",
    "/var/log/": "",
    ...CA_BUNDLE,
    "/etc/ssl/cert.pem": { link: "certs/ca-certificates.crt" },
    ...extra,
  };
}

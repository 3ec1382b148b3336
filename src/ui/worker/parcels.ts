/**
 * What the page does not load before it is needed: programs in parcels that come whole. The names are known from the
 * start, because the files that name them are there from the start; a test holds them against the tables.
 */
import type { ProgramLine } from "../../shell/commands/program-line.ts";

export interface Parcel {
  readonly names: readonly string[];
  load(): Promise<readonly ProgramLine[]>;
}

const RARE_NAMES = `
[ awk base64 basename busybox-[ busybox-arp busybox-awk busybox-base64 busybox-basename busybox-chmod
busybox-comm busybox-cp busybox-cut busybox-date busybox-diff busybox-dirname busybox-expr busybox-find
busybox-fold busybox-ifconfig busybox-ip busybox-kill busybox-killall busybox-ln busybox-md5sum busybox-mv
busybox-nc busybox-netstat busybox-nl busybox-paste busybox-printf busybox-ps busybox-readlink
busybox-realpath busybox-rev busybox-rmdir busybox-route busybox-sed busybox-sha1sum busybox-sha256sum
busybox-sort busybox-stat busybox-tac busybox-telnet busybox-test busybox-timeout busybox-touch busybox-tr
busybox-traceroute busybox-uname busybox-uniq busybox-watch busybox-xargs busybox-yes chmod column comm cp
cut date diff dig dirname expr find fold getent host ip join kill killall ln md5sum mv nc nl paste printf ps
python3 readlink realpath rev rmdir sed sha1sum sha256sum sort ss stat tac test timeout touch tr traceroute
uname uniq watch wget xargs yes
`;

export const WHOLE_KUBECTL: Parcel = {
  names: ["kubectl"],
  async load() {
    const { kubectl } = await import("../../shell/commands/kubectl/kubectl.ts");
    return [["kubectl", kubectl]];
  },
};

export const RARE_PROGRAMS: Parcel = {
  names: RARE_NAMES.trim().split(/\s+/),
  async load() {
    const { RARE } = await import("../../shell/commands/rare.ts");
    return RARE;
  },
};

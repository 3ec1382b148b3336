/**
 * Addresses, links, routes and neighbours of the machine's namespace, shown and changed.
 *
 * Models: iproute2 6.1 ip/ip.c, ipaddress.c, iproute.c, ipneigh.c
 * SIMPLIFIED: no tunnels, monitors or namespaces; a link is set up or down, not made.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { addressCommand, linkCommand } from "./address.ts";
import { neighbourCommand } from "./neighbour.ts";
import { netnsCommand } from "./netns.ts";
import { routeCommand } from "./route.ts";
import { ruleCommand } from "./rule.ts";
import { IP_USAGE } from "./usage.ts";

export interface IpStyle {
  readonly busybox: boolean;
  readonly brief: boolean;
  readonly oneLine: boolean;
  readonly json: boolean;
  readonly pretty: boolean;
  readonly statistics: boolean;
  readonly details: boolean;
  readonly family: 4 | 6 | null;
}

type ObjectCommand = (process: Process, words: readonly string[], style: IpStyle) => Run<number>;

const OBJECTS: readonly (readonly [name: string, run: ObjectCommand])[] = [
  ["address", addressCommand],
  ["link", linkCommand],
  ["route", routeCommand],
  ["neighbor", neighbourCommand],
  ["neighbour", neighbourCommand],
  ["rule", ruleCommand],
  ["netns", netnsCommand],
];
const REFUSED = [
  "addrlabel",
  "maddress",
  "monitor",
  "mroute",
  "tunnel",
  "tuntap",
  "vrf",
  "xfrm",
  "tcpmetrics",
  "token",
  "nexthop",
  "ntable",
  "macsec",
  "l2tp",
  "fou",
  "sr",
];

const FLAGS: readonly (readonly [RegExp, Partial<IpStyle>])[] = [
  [/^-br(i(e(f)?)?)?$/, { brief: true }],
  [/^-o(n(e(l(i(n(e)?)?)?)?)?)?$/, { oneLine: true }],
  [/^-j(s(o(n)?)?)?$/, { json: true }],
  [/^-p(r(e(t(t(y)?)?)?)?)?$/, { pretty: true }],
  [/^-s(t(a.*)?)?$/, { statistics: true }],
  [/^-d(e(t.*)?)?$/, { details: true }],
  [/^-4$/, { family: 4 }],
  [/^-6$/, { family: 6 }],
  [/^-(c(olor)?(=\w+)?|h(uman.*)?|N|r(esolve)?|a(ll)?|iec|t(imestamp)?)$/, {}],
];

const BUSYBOX_FLAGS = /^-(o(n(e(l(i(n(e)?)?)?)?)?)?|4|6)$/;

export function* ip(process: Process, flavour: Flavour): Run<number> {
  const busybox = flavour.name === "busybox";
  let style: IpStyle = {
    busybox,
    brief: false,
    oneLine: false,
    json: false,
    pretty: false,
    statistics: false,
    details: false,
    family: null,
  };
  const words = process.argv.slice(1);
  while (words[0]?.startsWith("-") === true) {
    const word = (words.shift() as string).replace(/^--/, "-");
    if (!busybox && (word === "-V" || word === "-Version")) {
      yield* process.print("ip utility, iproute2-6.1.0, libbpf 1.1.2\n");
      return 0;
    }
    if (word === "-f" || word === "-family") {
      style = { ...style, family: words.shift() === "inet6" ? 6 : 4 };
      continue;
    }
    const found = FLAGS.find(([pattern]) => pattern.test(word) && (!busybox || BUSYBOX_FLAGS.test(word)));
    if (found === undefined)
      throw new Failure(
        busybox ? flavour.hint(process) : `Option "${word}" is unknown, try "ip -help".\n`,
        busybox ? 1 : 255,
      );
    style = { ...style, ...found[1] };
  }
  const object = words.shift();
  if (object === undefined || object === "help")
    throw new Failure(busybox ? flavour.hint(process) : IP_USAGE, busybox ? 1 : 255);
  const found =
    OBJECTS.find(([name]) => name.startsWith(object)) ?? (object === "ad" || object === "a" ? OBJECTS[0] : undefined);
  if (found !== undefined) return yield* found[1](process, words, style);
  if (REFUSED.some((name) => name.startsWith(object)))
    throw new Failure(`ip: object '${object}' is not simulated here\n`, 1);
  throw new Failure(busybox ? flavour.hint(process) : `Object "${object}" is unknown, try "ip help".\n`, 1);
}

/** A keyword that may be shortened: `sh` for show. */
export function isWord(text: string | undefined, word: string, least = 1): boolean {
  return text !== undefined && text.length >= least && word.startsWith(text);
}

export function* printJson(process: Process, value: unknown, { pretty }: IpStyle): Run<void> {
  yield* process.print(`${pretty ? JSON.stringify(value, null, 4) : JSON.stringify(value)}${pretty ? " " : ""}\n`);
}

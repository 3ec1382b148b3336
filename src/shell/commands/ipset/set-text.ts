/**
 * Sets as `ipset list` and `ipset save` write them.
 *
 * Models: ipset 7.17 lib/session.c list_create, list_adt; the kernel's sizes as of Linux 6.18
 * SIMPLIFIED: elements are listed in the order in which they were added, where the kernel's is that of its hash; the
 * size in memory is that of a table without collisions.
 */

import type { IpSet } from "../../../sim/net/netfilter/ip-set.ts";
import { formatEntry, type IpSetEntry, type IpSetType } from "../../../sim/net/netfilter/ip-set-entry.ts";
import type { Netfilter } from "../../../sim/net/netfilter/netfilter.ts";
import { partsOf, rangeText } from "./element.ts";

export const REVISIONS: Readonly<Record<IpSetType, number>> = {
  "hash:ip": 6,
  "hash:net": 7,
  "hash:ip,port": 7,
  "hash:net,port": 8,
  "hash:ip,port,ip": 6,
  "hash:ip,port,net": 8,
  "hash:net,net": 4,
  "bitmap:ip": 3,
  "bitmap:port": 3,
  "list:set": 3,
};

/** The table itself, for IPv4 and IPv6, and one element. */
const SIZES: Readonly<Record<IpSetType, readonly [number, number, number, number]>> = {
  "hash:ip": [216, 224, 4, 16],
  "hash:net": [456, 1240, 8, 20],
  "hash:ip,port": [216, 232, 8, 20],
  "hash:net,port": [456, 1240, 8, 20],
  "hash:ip,port,ip": [208, 232, 12, 36],
  "hash:ip,port,net": [464, 1256, 12, 36],
  "hash:net,net": [464, 1256, 16, 40],
  "bitmap:ip": [88, 88, 0, 0],
  "bitmap:port": [72, 72, 0, 0],
  "list:set": [80, 80, 48, 48],
};

const BUCKET = 32;

export type OutputMode = "plain" | "save" | "xml";

export interface Listing {
  readonly mode: OutputMode;
  readonly namesOnly: boolean;
  readonly terse: boolean;
  readonly sorted: boolean;
  readonly nowUs: number;
}

export function setText(netfilter: Netfilter, set: IpSet, listing: Listing): string {
  if (listing.namesOnly) return `${set.name}\n`;
  if (listing.mode === "save") return saveText(set, listing);
  return listing.mode === "xml" ? xmlText(netfilter, set, listing) : plainText(netfilter, set, listing);
}

function plainText(netfilter: Netfilter, set: IpSet, listing: Listing): string {
  const head = [
    `Name: ${set.name}`,
    `Type: ${set.type}`,
    `Revision: ${REVISIONS[set.type]}`,
    `Header: ${headerText(set)}`,
    `Size in memory: ${memoryOf(set)}`,
    `References: ${referencesTo(netfilter, set.name)}`,
    `Number of entries: ${set.size}`,
  ];
  if (!listing.terse) head.push("Members:", ...entriesOf(set, listing).map((entry) => entryText(set, entry, listing)));
  return `${head.join("\n")}\n`;
}

function saveText(set: IpSet, listing: Listing): string {
  const lines = [`create ${set.name} ${set.type} ${headerText(set)}`];
  if (!listing.terse)
    for (const entry of entriesOf(set, listing)) lines.push(`add ${set.name} ${entryText(set, entry, listing)}`);
  return `${lines.join("\n")}\n`;
}

function xmlText(netfilter: Netfilter, set: IpSet, listing: Listing): string {
  const fields = headerFields(set).map(([name, value]) =>
    value === "" ? `<${name}/>` : `<${name}>${value}</${name}>`,
  );
  const members = entriesOf(set, listing).map((entry) => {
    const rest = entryFields(set, entry, listing).map(([name, value]) =>
      value === "" ? `<${name}/>` : `<${name}>${value}</${name}>`,
    );
    return `<member><elem>${formatEntry(entry)}</elem>${rest.join("")}</member>\n`;
  });
  return `<ipset name="${set.name}">
<type>${set.type}</type>
<revision>${REVISIONS[set.type]}</revision>
<header>${fields.join("")}
<memsize>${memoryOf(set)}</memsize>
<references>${referencesTo(netfilter, set.name)}</references>
<numentries>${set.size}</numentries>
</header>
${listing.terse ? "" : `<members>\n${members.join("")}</members>\n`}</ipset>
`;
}

type Field = readonly [name: string, value: string];

function headerFields({ type, options, initval }: IpSet): Field[] {
  const { family = 4, hashsize = 1024, maxelem = 65_536, timeoutSec, counters, comment, range, size = 8 } = options;
  const isHash = type.startsWith("hash:");
  const fields: Field[] = [];
  if (isHash)
    fields.push(
      ["family", family === 4 ? "inet" : "inet6"],
      ["hashsize", String(hashsize)],
      ["maxelem", String(maxelem)],
    );
  else if (range !== undefined) fields.push(["range", rangeText(type, range)]);
  else fields.push(["size", String(size)]);
  if (timeoutSec != null) fields.push(["timeout", String(timeoutSec)]);
  if (counters === true) fields.push(["counters", ""]);
  if (comment === true) fields.push(["comment", ""]);
  if (isHash) fields.push(["bucketsize", "12"], ["initval", `0x${initval.toString(16).padStart(8, "0")}`]);
  return fields;
}

function headerText(set: IpSet): string {
  return textOf(headerFields(set));
}

function textOf(fields: readonly Field[]): string {
  return fields.map(([name, value]) => (value === "" ? name : `${name} ${value}`)).join(" ");
}

function entryText(set: IpSet, entry: IpSetEntry, listing: Listing): string {
  const fields = entryFields(set, entry, listing);
  return fields.length === 0 ? formatEntry(entry) : `${formatEntry(entry)} ${textOf(fields)}`;
}

function entryFields({ options }: IpSet, entry: IpSetEntry, { nowUs }: Listing): Field[] {
  const fields: Field[] = [];
  if (options.timeoutSec != null) {
    const left = entry.expiresAtUs === undefined || entry.expiresAtUs === 0 ? 0 : entry.expiresAtUs - nowUs;
    fields.push(["timeout", String(Math.floor(left / 1_000_000))]);
  }
  if (entry.nomatch === true) fields.push(["nomatch", ""]);
  if (options.counters === true)
    fields.push(["packets", String(entry.packets ?? 0)], ["bytes", String(entry.bytes ?? 0)]);
  if (entry.comment !== undefined) fields.push(["comment", `"${entry.comment}"`]);
  return fields;
}

function entriesOf(set: IpSet, { sorted }: Listing): IpSetEntry[] {
  const entries = [...set.entries.values()];
  if (set.type.startsWith("bitmap:"))
    return entries.sort((a, b) => (a.port ?? 0) - (b.port ?? 0) || compare(a.cidr?.base ?? 0, b.cidr?.base ?? 0));
  if (!sorted) return entries;
  return entries.sort((a, b) => compare(a.cidr?.base ?? 0, b.cidr?.base ?? 0) || (a.port ?? 0) - (b.port ?? 0));
}

function compare(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function memoryOf({ type, options, entries, size }: IpSet): number {
  const [inet, inet6, element4, element6] = SIZES[type];
  const isV6 = options.family === 6;
  const base = isV6 ? inet6 : inet;
  const extension =
    (options.timeoutSec == null ? 0 : 8) + (options.counters === true ? 16 : 0) + (options.comment === true ? 8 : 0);
  const plain = isV6 ? element6 : element4;
  const element = extension === 0 ? plain : Math.ceil(plain / 8) * 8 + extension;
  let comments = 0;
  for (const { comment } of entries.values()) if (comment !== undefined) comments += comment.length + 17;
  if (options.range !== undefined) {
    const places = options.range[1] - options.range[0] + 1;
    return base + Math.ceil(places / 64) * 8 + places * extension + comments;
  }
  return base + size * (type === "list:set" ? element : BUCKET + 2 * element) + comments;
}

/** By rules, and by lists that it is a member of. */
export function referencesTo(netfilter: Netfilter, name: string): number {
  let count = netfilter.sets.memberships(name);
  for (const table of netfilter.tables)
    for (const { rules } of table.chains())
      for (const { matches, target } of rules) {
        for (const match of matches) if (match.kind === "set" && match.name === name) count++;
        if (target.kind === "SET" && target.name === name) count++;
      }
  return count;
}

export function hasNets(type: IpSetType): boolean {
  return partsOf(type).includes("net");
}

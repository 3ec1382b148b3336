/** A profile with more or fewer nodes: further ones are named, addressed and given ranges like the last. */
import { formatIp, ip } from "../../core/ip.ts";
import type { NodeProfile, Profile } from "./profile.ts";

/** As many as the third number of an address tells apart. */
export const MAX_NODES = 200;

/** Null where the profile cannot have so many. */
export function withNodes(profile: Profile, count: number): readonly NodeProfile[] | null {
  const { nodes } = profile;
  if (count <= nodes.length) return nodes.slice(0, count);
  const last = nodes.at(-1);
  if (last === undefined || nodes.length === 1 || count > MAX_NODES) return null;
  const added = Array.from({ length: count - nodes.length }, (_, i) => nodeAfter(last, i + 1));
  return [...nodes, ...added];
}

function nodeAfter(last: NodeProfile, by: number): NodeProfile {
  const address = formatIp((ip(last.ip) as number) + by);
  const dashed = last.ip.replaceAll(".", "-");
  const name = last.name.includes(dashed)
    ? last.name.replace(dashed, address.replaceAll(".", "-"))
    : last.name.replace(/\d+$/, (number) => String(Number(number) + by));
  return { ...last, name, ip: address, podCIDR: rangeAfter(last.podCIDR, by) };
}

function rangeAfter(range: string, by: number): string {
  const [base = "", bits = "24"] = range.split("/");
  return `${formatIp((ip(base) as number) + by * 2 ** (32 - Number(bits)))}/${bits}`;
}

/** The address in a name below in-addr.arpa or ip6.arpa. Models: RFC 1035 §3.5, RFC 3596 §2.5. */
import { formatIp, parseIp } from "../../../core/ip.ts";
import { labelsOf } from "../../../net/dns/name.ts";

/** As text; null when the name is not that of a whole address. */
export function addressInReverseName(name: string): string | null {
  const labels = labelsOf(name.toLowerCase());
  const [top, family] = [labels.pop(), labels.pop()];
  if (top !== "arpa") return null;
  labels.reverse();
  if (family === "in-addr") return labels.length === 4 && parseIp(labels.join(".")) !== null ? labels.join(".") : null;
  if (family !== "ip6" || labels.length !== 32 || !labels.every((label) => /^[0-9a-f]$/.test(label))) return null;
  const ip = parseIp((labels.join("").match(/.{4}/g) ?? []).join(":"));
  return ip === null ? null : formatIp(ip);
}

export function isReverseZone(zone: string): boolean {
  return /(^|\.)(in-addr|ip6)\.arpa\.$/.test(zone.toLowerCase());
}

/** One end of a connection, as sockets and their lists show it. */
import { formatIp, type Ip } from "../../core/ip.ts";

export interface Endpoint {
  readonly ip: Ip;
  readonly port: number;
}

/** `10.1.0.5:8000`, `[fd00::1]:80` */
export function formatEndpoint({ ip, port }: Endpoint): string {
  return typeof ip === "number" ? `${formatIp(ip)}:${port}` : `[${formatIp(ip)}]:${port}`;
}

/** `tcp 10.1.0.5:8000`: the ends that packets go to are few, and each is said for every packet. */
export function ownerText(protocol: "tcp" | "udp", ip: Ip, port: number): string {
  if (typeof ip !== "number") return `${protocol} ${formatEndpoint({ ip, port })}`;
  const texts = OWNERS[protocol];
  const key = ip * 65_536 + port;
  const known = texts.get(key);
  if (known !== undefined) return known;
  if (texts.size >= MAX_OWNERS) texts.clear();
  const text = `${protocol} ${formatEndpoint({ ip, port })}`;
  texts.set(key, text);
  return text;
}

const OWNERS = { tcp: new Map<number, string>(), udp: new Map<number, string>() };
const MAX_OWNERS = 1024;

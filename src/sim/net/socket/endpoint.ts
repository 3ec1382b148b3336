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

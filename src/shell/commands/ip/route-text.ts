/** Routes as iproute2 and BusyBox print them. Models: iproute2 ip/iproute.c print_route() */
import { formatIp } from "../../../sim/core/ip.ts";
import { formatPrefix, type Route } from "../../../sim/net/route.ts";
import { MAIN_TABLE } from "../../../sim/net/route-rules.ts";
import { tableName } from "./table-name.ts";

/** With `hasTable` a route says where it stands, unless that is the main table. */
export function routeText(route: Route, busybox = false, hasTable = false): string {
  const parts = [formatPrefix(route)];
  if (typeof route.dst.base === "bigint")
    return `${parts[0]} dev ${route.device?.name ?? "lo"} proto ${route.protocol} metric ${route.metric} pref medium\n`;
  if (route.via !== null) parts.push(`via ${formatIp(route.via)}`);
  if (route.device !== null) parts.push(`dev ${route.device.name}`);
  if (hasTable && route.table !== MAIN_TABLE) parts.push(`table ${tableName(route.table)}`);
  if (!busybox && route.protocol !== "boot") parts.push(`proto ${route.protocol}`);
  if (
    route.scope !== "global" &&
    route.type !== "blackhole" &&
    route.type !== "unreachable" &&
    route.type !== "prohibit"
  )
    parts.push(`scope ${route.scope}`);
  if (route.src !== null) parts.push(busybox ? ` src ${formatIp(route.src)}` : `src ${formatIp(route.src)}`);
  if (route.metric !== 0) parts.push(`metric ${route.metric}`);
  if (route.mtu !== null) parts.push(`mtu ${route.mtu}`);
  if (route.onlink) parts.push("onlink");
  return `${parts.join(" ")} \n`;
}

export function routeJson(route: Route, hasTable = false): Record<string, unknown> {
  return {
    ...(route.type === "unicast" ? {} : { type: route.type }),
    dst: formatPrefix({ ...route, type: "unicast" }),
    ...(route.via === null ? {} : { gateway: formatIp(route.via) }),
    ...(route.device === null ? {} : { dev: route.device.name }),
    ...(hasTable && route.table !== MAIN_TABLE ? { table: tableName(route.table) } : {}),
    ...(route.protocol === "boot" ? {} : { protocol: route.protocol }),
    ...(route.scope === "global" ? {} : { scope: route.scope }),
    ...(route.src === null ? {} : { prefsrc: formatIp(route.src) }),
    ...(route.metric === 0 ? {} : { metric: route.metric }),
    flags: route.onlink ? ["onlink"] : [],
  };
}

/** `ip route get`: the route that a packet would take. Models: iproute2 6.1 ip/iproute.c iproute_get() */
import { formatIp, type Ip, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Device } from "../../../sim/net/device.ts";
import type { NetNamespace } from "../../../sim/net/namespace.ts";
import type { Route } from "../../../sim/net/route.ts";
import { LOCAL_TABLE, MAIN_TABLE } from "../../../sim/net/route-rules.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { type IpStyle, printJson } from "./ip.ts";
import { tableName } from "./table-name.ts";

interface Asked {
  readonly to: Ip;
  readonly from: Ip | null;
  readonly mark: number;
  readonly inDevice: Device | null;
  readonly outDevice: Device | undefined;
}

const REFUSAL = {
  blackhole: "Invalid argument",
  unreachable: "No route to host",
  prohibit: "Permission denied",
} as const;

export function* routeGet(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const { network } = process.machine;
  const asked = askedOf(words, network);
  const { to, from, mark, inDevice, outDevice } = asked;
  const route = network.routes.lookupFor({ src: from ?? 0, dst: to, mark }, inDevice, outDevice);
  if (route === null) throw new Failure("RTNETLINK answers: Network is unreachable\n", 2);
  if (route.type === "blackhole" || route.type === "unreachable" || route.type === "prohibit")
    throw new Failure(`RTNETLINK answers: ${REFUSAL[route.type]}\n`, 2);
  const src = from === null ? sourceOf(network, route, to) : null;
  if (style.json) yield* printJson(process, [asJson(asked, route, src)], style);
  else yield* process.print(asText(asked, route, { src, isBusybox: style.busybox }));
  return 0;
}

function asText(
  { to, from, mark, inDevice }: Asked,
  route: Route,
  { src, isBusybox }: { readonly src: Ip | null; readonly isBusybox: boolean },
): string {
  const via = route.via === null ? "" : ` via ${formatIp(route.via)}`;
  const source = src === null ? "" : ` src ${formatIp(src)}`;
  const device = deviceName(route);
  if (isBusybox) return `${formatIp(to)}${via} dev ${device} ${source} \n`;
  const isLocal = route.type === "local";
  const parts = [
    `${isLocal ? "local " : ""}${formatIp(to)}`,
    from === null ? "" : ` from ${formatIp(from)}`,
    via,
    ` dev ${device}`,
    hasTable(route) ? ` table ${tableName(route.table)}` : "",
    source,
    mark === 0 ? "" : ` mark ${mark}`,
  ];
  const cache = `${isLocal ? "<local> " : ""}${inDevice === null ? "" : `iif ${inDevice.name} `}`;
  return `${parts.join("")} uid 0 \n    cache ${cache}\n`;
}

function asJson({ to, from, mark }: Asked, route: Route, src: Ip | null): object {
  return {
    ...(route.type === "local" ? { type: "local" } : {}),
    dst: formatIp(to),
    ...(from === null ? {} : { from: formatIp(from) }),
    ...(route.via === null ? {} : { gateway: formatIp(route.via) }),
    dev: deviceName(route),
    ...(hasTable(route) ? { table: tableName(route.table) } : {}),
    ...(src === null ? {} : { prefsrc: formatIp(src) }),
    ...(mark === 0 ? {} : { mark }),
    flags: [],
    uid: 0,
    cache: [],
  };
}

function deviceName({ type, device }: Route): string {
  return type === "local" ? "lo" : (device?.name ?? "");
}

function hasTable({ table }: Route): boolean {
  return table !== MAIN_TABLE && table !== LOCAL_TABLE;
}

function sourceOf(network: NetNamespace, route: Route, to: Ip): Ip | null {
  if (route.type === "local") return to;
  return route.src ?? network.stack.sourceFor(to, route.device ?? undefined);
}

function askedOf(words: readonly string[], network: NetNamespace): Asked {
  const rest = [...words];
  const asked: { -readonly [Key in keyof Asked]?: Asked[Key] } = {};
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "from") asked.from = addressOf(rest.shift() ?? "");
    else if (word === "mark") asked.mark = Number(rest.shift() ?? 0);
    else if (word === "iif") asked.inDevice = deviceNamed(network, rest.shift() ?? "");
    else if (word === "oif" || word === "dev") asked.outDevice = deviceNamed(network, rest.shift() ?? "");
    else asked.to = addressOf(word === "to" ? (rest.shift() ?? "") : word);
  }
  const { to, from = null, mark = 0, inDevice = null, outDevice } = asked;
  if (to === undefined) throw new Failure("need at least a destination address\n", 1);
  return { to, from, mark, inDevice, outDevice };
}

function addressOf(text: string): Ip {
  const address = parseIp(text.split("/")[0] as string);
  if (address === null) throw new Failure(`Error: any valid prefix is expected rather than "${text}".\n`, 1);
  return address;
}

function deviceNamed(network: NetNamespace, name: string): Device {
  const device = network.devices.get(name);
  if (device === undefined) throw new Failure(`Cannot find device "${name}"\n`, 1);
  return device;
}

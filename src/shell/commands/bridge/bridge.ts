/**
 * Bridges and their ports, and which address is behind which: fdb, link and vlan, shown and changed.
 *
 * Models: iproute2 6.1 bridge/fdb.c, link.c
 * SIMPLIFIED: no multicast entries, no MDB, no VLANs; multicast addresses that a kernel joins by itself are not listed.
 */
import { formatIp, type Ip, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Device } from "../../../sim/net/device.ts";
import { Bridge } from "../../../sim/net/link/bridge.ts";
import { Vxlan } from "../../../sim/net/link/vxlan.ts";
import { formatMac, type Mac, parseMac, ZERO_MAC } from "../../../sim/net/mac.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { flagsOf, shownName } from "../ip/device-text.ts";

const USAGE = `Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }
       bridge [ -force ] -batch filename
where  OBJECT := { fdb |  link |  mdb |  monitor |  vlan |  vni }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] |
                    -o[neline] | -t[imestamp] | -n[etns] name |
                    -c[ompressvlans] -color -p[retty] -j[son] }
`;

export function* bridge(process: Process): Run<number> {
  const words = process.argv.slice(1);
  let details = false;
  let json = false;
  while (words[0]?.startsWith("-") === true) {
    const option = words.shift() as string;
    if (/^-{1,2}V/.test(option)) {
      yield* process.print("bridge utility, iproute2-6.1.0\n");
      return 0;
    }
    if (/^-{1,2}d/.test(option)) details = true;
    else if (/^-{1,2}j/.test(option)) json = true;
    else if (!/^-{1,2}(s|o|t|c|p)/.test(option))
      throw new Failure(`Option "${option}" is unknown, try "bridge help".\n`, 255);
  }
  const [object = "help", ...rest] = words;
  if ("fdb".startsWith(object)) return yield* fdb(process, rest, json);
  if ("link".startsWith(object)) return yield* link(process, rest, details);
  if ("vlan".startsWith(object)) return yield* vlan(process);
  if ("help".startsWith(object)) throw new Failure(USAGE, 255);
  if (["mdb", "monitor", "vni"].includes(object))
    throw new Failure(`bridge: object '${object}' is not simulated here\n`, 1);
  throw new Failure(`Object "${object}" is unknown, try "bridge help".\n`, 1);
}

interface Entry {
  readonly mac: Mac;
  readonly device: Device;
  readonly master: string | null;
  readonly dst: Ip | null;
  readonly isSelf: boolean;
  readonly isPermanent: boolean;
}

function entries(process: Process): Entry[] {
  const all: Entry[] = [];
  for (const device of process.machine.network.devices.values()) {
    const { link: itsLink, master } = device;
    if (itsLink instanceof Vxlan) {
      for (const [mac, { dst, isPermanent }] of itsLink.fdb)
        all.push({ mac, device, master: null, dst, isSelf: true, isPermanent });
      for (const dst of itsLink.defaults)
        all.push({ mac: ZERO_MAC, device, master: null, dst, isSelf: true, isPermanent: true });
    }
    if (!(master?.device.link instanceof Bridge)) continue;
    const name = master.device.name;
    for (const [mac, { port }] of master.device.link.fdb)
      if (port === device && mac !== device.mac)
        all.push({ mac, device, master: name, dst: null, isSelf: false, isPermanent: false });
    all.push({ mac: device.mac, device, master: name, dst: null, isSelf: false, isPermanent: true });
  }
  return all;
}

function entryText({ mac, device, master, dst, isSelf, isPermanent }: Entry): string {
  const parts = [formatMac(mac), "dev", device.name];
  if (dst !== null) parts.push("dst", formatIp(dst));
  if (isSelf) parts.push("self");
  if (master !== null) parts.push("master", master);
  return `${parts.join(" ")} ${isPermanent ? "permanent" : ""}\n`;
}

function entryJson({ mac, device, master, dst, isSelf, isPermanent }: Entry): Record<string, unknown> {
  return {
    mac: formatMac(mac),
    ifname: device.name,
    ...(dst === null ? {} : { dst: formatIp(dst) }),
    flags: isSelf ? ["self"] : [],
    ...(master === null ? {} : { master }),
    state: isPermanent ? "permanent" : "",
  };
}

function* fdb(process: Process, words: readonly string[], json: boolean): Run<number> {
  const [verb = "show", ...rest] = words;
  if (!"show".startsWith(verb) && !"list".startsWith(verb) && verb !== "lst") return changeFdb(process, verb, rest);
  const after = (...keys: readonly string[]): string | undefined => {
    const at = rest.findIndex((word) => keys.includes(word));
    return at < 0 ? undefined : rest[at + 1];
  };
  const [name, bridgeName] = [after("dev", "brport"), after("br")];
  if (name !== undefined && !process.machine.network.devices.has(name))
    throw new Failure(`Cannot find device "${name}"\n`, 1);
  if (bridgeName !== undefined && !process.machine.network.devices.has(bridgeName))
    throw new Failure(`Cannot find bridge device "${bridgeName}"\n`, 1);
  const shown = entries(process).filter(
    (entry) =>
      (name === undefined || entry.device.name === name) && (bridgeName === undefined || entry.master === bridgeName),
  );
  yield* process.print(json ? `${JSON.stringify(shown.map(entryJson))}\n` : shown.map(entryText).join(""));
  return 0;
}

/** Only a VXLAN device has entries that somebody writes. */
function changeFdb(process: Process, verb: string, words: readonly string[]): number {
  if (!["add", "append", "replace", "del", "delete"].includes(verb))
    throw new Failure(`Command "${verb}" is unknown, try "bridge fdb help".\n`, 255);
  const after = (key: string): string => words[words.indexOf(key) + 1] ?? "";
  const mac = parseMac(words[0] ?? "");
  const device = process.machine.network.devices.get(words.includes("dev") ? after("dev") : "");
  if (!words.includes("dev")) throw new Failure("Device and address are required arguments.\n", 255);
  if (device === undefined) throw new Failure(`Cannot find device "${after("dev")}"\n`, 1);
  if (mac === null) throw new Failure(`Invalid mac address ${words[0] ?? ""}\n`, 255);
  const vxlan = device.link;
  if (!(vxlan instanceof Vxlan)) throw new Failure("RTNETLINK answers: Operation not supported\n", 255);
  const dst = words.includes("dst") ? parseIp(after("dst")) : null;
  if (verb.startsWith("d")) {
    if (mac === ZERO_MAC && dst !== null) vxlan.removeDefault(dst);
    else if (!vxlan.removeRemote(mac)) throw new Failure("RTNETLINK answers: No such file or directory\n", 255);
  } else if (dst === null) throw new Failure("RTNETLINK answers: Invalid argument\n", 255);
  else if (mac === ZERO_MAC) vxlan.addDefault(dst);
  else if (verb === "add" && vxlan.fdb.has(mac)) throw new Failure("RTNETLINK answers: File exists\n", 255);
  else vxlan.setRemote(mac, dst);
  return 0;
}

function* link(process: Process, words: readonly string[], details: boolean): Run<number> {
  const [verb = "show", ...rest] = words;
  if (verb === "set") return setPort(process, rest);
  if (!"show".startsWith(verb) && !"list".startsWith(verb))
    throw new Failure(`Command "${verb}" is unknown, try "bridge link help".\n`, 255);
  const name = rest[0] === "dev" ? rest[1] : rest[0];
  for (const device of process.machine.network.devices.values()) {
    if (device.master === null || (name !== undefined && device.name !== name)) continue;
    const state = device.carrier ? "forwarding" : "disabled";
    yield* process.print(
      `${device.index}: ${shownName(device)}: <${flagsOf(device).join(",")}> mtu ${device.mtu} master ${device.master.device.name} state ${state} priority 32 cost 2 \n`,
    );
    if (details)
      yield* process.print(
        `    hairpin ${device.hairpin ? "on" : "off"} guard off root_block off fastleave off learning on flood on mcast_flood on bcast_flood on mcast_router 1 mcast_to_unicast off neigh_suppress off vlan_tunnel off isolated off locked off \n`,
      );
  }
  return 0;
}

function setPort(process: Process, words: readonly string[]): number {
  const at = words.indexOf("dev");
  const name = words[at + 1] ?? "";
  const device = process.machine.network.devices.get(name);
  if (at < 0) throw new Failure("Device is a required argument.\n", 255);
  if (device === undefined) throw new Failure(`Cannot find bridge device "${name}"\n`, 255);
  const hairpin = words.indexOf("hairpin");
  if (hairpin < 0) throw new Failure(`bridge: link set ${words.slice(2).join(" ")} is not simulated here\n`, 1);
  device.hairpin = words[hairpin + 1] === "on";
  return 0;
}

function* vlan(process: Process): Run<number> {
  yield* process.print("port              vlan-id  \n");
  return 0;
}

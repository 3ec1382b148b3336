/** `ip neigh`: show, add, del, replace, flush. Models: iproute2 ip/ipneigh.c */
import { contains, formatIp, hostCidr, type Ip, parseCidr, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Device } from "../../../sim/net/device.ts";
import { formatMac, type Mac, parseMac } from "../../../sim/net/mac.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { deviceNamed } from "./address.ts";
import { type IpStyle, isWord, printJson } from "./ip.ts";

export function* neighbourCommand(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const [verb, ...rest] = words;
  if (verb !== undefined && !isWord(verb, "show") && !isWord(verb, "list")) return change(process, verb, rest);
  const at = rest.indexOf("dev");
  const device = at < 0 ? null : deviceNamed(process, rest[at + 1] ?? "");
  const word = rest.find((one, i) => /^[\da-f.:]+(\/\d+)?$/i.test(one) && rest[i - 1] !== "dev");
  const wanted = word === undefined ? null : (parseCidr(word) ?? hostCidr(parseIp(word) ?? 0));
  const shown = process.machine.network.neighbours
    .entries()
    .filter((entry) => (device === null || entry.device === device) && (wanted === null || contains(wanted, entry.ip)));
  if (style.json) {
    yield* printJson(
      process,
      shown.map((entry) => ({
        dst: formatIp(entry.ip),
        dev: entry.device.name,
        ...(hasMac(entry.state) ? { lladdr: formatMac(entry.mac) } : {}),
        state: [entry.state],
      })),
      style,
    );
    return 0;
  }
  for (const entry of shown)
    yield* process.print(
      `${formatIp(entry.ip)} dev ${entry.device.name} ${hasMac(entry.state) ? `lladdr ${formatMac(entry.mac)} ` : ""}${entry.state} \n`,
    );
  return 0;
}

interface Named {
  readonly ip: Ip | null;
  readonly mac: Mac | null;
  readonly device: Device | null;
}

function named(process: Process, words: readonly string[]): Named {
  const after = (key: string): string | undefined => {
    const at = words.indexOf(key);
    return at < 0 ? undefined : words[at + 1];
  };
  const first = words.find((word, i) => parseIp(word) !== null && !["dev", "lladdr"].includes(words[i - 1] ?? ""));
  const [name, lladdr] = [after("dev"), after("lladdr")];
  const device = name === undefined ? null : process.machine.network.devices.get(name);
  if (device === undefined) throw new Failure(`Cannot find device "${name}"\n`, 1);
  const mac = lladdr === undefined ? null : parseMac(lladdr);
  if (lladdr !== undefined && mac === null) throw new Failure(`"${lladdr}" is invalid lladdr.\n`, 1);
  return { ip: first === undefined ? null : parseIp(first), mac, device };
}

function change(process: Process, verb: string, words: readonly string[]): number {
  const { neighbours } = process.machine.network;
  if (verb === "flush") {
    const { device } = named(process, words);
    if (words.length === 0) throw new Failure("Flush requires arguments.\n", 255);
    for (const entry of neighbours.entries())
      if (entry.state !== "PERMANENT" && entry.state !== "NOARP" && (device === null || entry.device === device))
        neighbours.remove(entry.device, entry.ip);
    return 0;
  }
  if (!["add", "del", "delete", "replace", "change"].includes(verb))
    throw new Failure(`Command "${verb}" is unknown, try "ip neigh help".\n`, 255);
  const { ip, mac, device } = named(process, words);
  if (ip === null || device === null) throw new Failure("Device and destination are required arguments.\n", 255);
  const had = neighbours.entries().some((entry) => entry.device === device && entry.ip === ip);
  if (verb.startsWith("d")) {
    if (!had) throw new Failure("RTNETLINK answers: No such file or directory\n", 2);
    neighbours.remove(device, ip);
    return 0;
  }
  if (mac === null) throw new Failure("Error: No link layer address given.\n", 2);
  if (verb === "add" && had) throw new Failure("RTNETLINK answers: File exists\n", 2);
  neighbours.setPermanent(device, ip, mac);
  return 0;
}

function hasMac(state: string): boolean {
  return state !== "FAILED" && state !== "INCOMPLETE";
}

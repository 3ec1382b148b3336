/** `ip address` and `ip link`. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Device } from "../../../sim/net/device.ts";
import { parseMac } from "../../../sim/net/mac.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { busyboxDeviceText } from "./busybox-device-text.ts";
import { deviceJson, deviceText, isListed, type ShowStyle } from "./device-text.ts";
import { type IpStyle, isWord, printJson } from "./ip.ts";

export function* addressCommand(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const [verb, ...rest] = words;
  if (verb === undefined || isWord(verb, "show") || isWord(verb, "list") || verb === "lst")
    return yield* show(process, rest, { ...style, addresses: true, links: false });
  if (verb === "help")
    throw new Failure(
      "Usage: ip address {add|change|replace} IFADDR dev IFNAME\n       ip address {show|flush} [ dev IFNAME ]\n",
      255,
    );
  if (verb === "add" || verb === "a" || verb === "del" || verb === "delete" || verb === "d" || verb === "replace")
    return change(process, verb.startsWith("d"), rest);
  if (process.machine.network.devices.has(verb))
    return yield* show(process, words, { ...style, addresses: true, links: false });
  if (style.busybox && verb !== "flush") throw new Failure(notAnArgument(verb), 1);
  throw new Failure(
    verb === "flush"
      ? "ip: address flush is not simulated here\n"
      : `Command "${verb}" is unknown, try "ip address help".\n`,
    verb === "flush" ? 1 : 255,
  );
}

export function* linkCommand(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const [verb, ...rest] = words;
  if (verb === undefined || isWord(verb, "show", 2) || isWord(verb, "list"))
    return yield* show(process, rest, { ...style, addresses: false, links: true });
  if (verb === "set" || verb === "s") return setLink(process, rest);
  if (["add", "delete", "del", "property", "xstats", "afstats"].includes(verb))
    throw new Failure(`ip: link ${verb} is not simulated here\n`, 1);
  if (style.busybox) throw new Failure(notAnArgument(verb), 2);
  throw new Failure(`Command "${verb}" is unknown, try "ip link help".\n`, 255);
}

const notAnArgument = (word: string): string => `ip: invalid argument '${word}' to 'ip'\n`;

type Shown = IpStyle & ShowStyle;

function* show(process: Process, words: readonly string[], style: Shown): Run<number> {
  let devices = [...process.machine.network.devices.values()];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "up") devices = devices.filter(({ up }) => up);
    else if (word === "master") devices = devices.filter(({ master }) => master?.device.name === rest[0]);
    else if (word === "type") devices = devices.filter(({ kind }) => kind === rest[0]);
    else if (word === "scope" || word === "primary" || word === "permanent") continue;
    else if (!["master", "type", "scope"].includes(words[words.indexOf(word) - 1] ?? "")) {
      const name = word === "dev" ? (rest.shift() ?? "") : word;
      devices = [deviceNamed(process, name, style.busybox)];
    }
  }
  if (style.json) {
    yield* printJson(
      process,
      devices.filter((one) => isListed(one, style)).map((device) => deviceJson(device, style)),
      style,
    );
    return 0;
  }
  const asText = style.busybox ? busyboxDeviceText : deviceText;
  for (const device of devices.filter((one) => isListed(one, style))) yield* process.print(asText(device, style));
  return 0;
}

export function deviceNamed(process: Process, name: string, isBusybox = false): Device {
  const device = process.machine.network.devices.get(name);
  if (device === undefined)
    throw new Failure(isBusybox ? `ip: can't find device '${name}'\n` : `Device "${name}" does not exist.\n`, 1);
  return device;
}

function change(process: Process, removing: boolean, words: readonly string[]): number {
  const at = words.indexOf("dev");
  const name = words[at + 1];
  const address = words.find((word, i) => /^[\d.]+(\/\d+)?$/.test(word) && i !== at + 1);
  if (at < 0 || name === undefined) throw new Failure('Not enough information: "dev" argument is required.\n', 255);
  const device = findDevice(process, name);
  if (address === undefined)
    throw new Failure(`Error: any valid prefix is expected rather than "${words[0] ?? ""}".\n`, 1);
  try {
    const { network } = process.machine;
    if (removing) network.removeAddress(device, address);
    else network.addAddress(device, address);
    return 0;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    const words =
      error.code === "EEXIST"
        ? "Error: ipv4: Address already assigned."
        : error.code === "EADDRNOTAVAIL"
          ? "Error: ipv4: Address not found."
          : `RTNETLINK answers: ${error.message}`;
    throw new Failure(`${words}\n`, 2);
  }
}

function findDevice(process: Process, name: string): Device {
  const device = process.machine.network.devices.get(name);
  if (device === undefined) throw new Failure(`Cannot find device "${name}"\n`, 1);
  return device;
}

function setLink(process: Process, words: readonly string[]): number {
  const rest = words[0] === "dev" ? words.slice(1) : [...words];
  const device = findDevice(process, rest.shift() ?? "");
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "up" || word === "down") device.up = word === "up";
    else if (word === "mtu") device.mtu = Number(rest.shift());
    else if (word === "address") {
      const mac = parseMac(rest.shift() ?? "");
      if (mac === null) throw new Failure("Error: argument is not a valid link-layer address.\n", 255);
      device.mac = mac;
    } else throw new Failure(`ip: link set ${word} is not simulated here\n`, 1);
  }
  return 0;
}

/** `ip neigh`: show. Models: iproute2 ip/ipneigh.c */
import { formatIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { formatMac } from "../../../sim/net/mac.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { deviceNamed } from "./address.ts";
import { type IpStyle, isWord, printJson } from "./ip.ts";

export function* neighbourCommand(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const [verb, ...rest] = words;
  if (verb !== undefined && !isWord(verb, "show") && !isWord(verb, "list"))
    throw new Failure(
      ["add", "del", "delete", "flush", "replace", "change", "get"].includes(verb)
        ? `ip: neighbour ${verb} is not simulated here\n`
        : `Command "${verb}" is unknown, try "ip neigh help".\n`,
      255,
    );
  const at = rest.indexOf("dev");
  const device = at < 0 ? null : deviceNamed(process, rest[at + 1] ?? "");
  const shown = process.machine.network.neighbours
    .entries()
    .filter((entry) => device === null || entry.device === device);
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

function hasMac(state: string): boolean {
  return state !== "FAILED" && state !== "INCOMPLETE";
}

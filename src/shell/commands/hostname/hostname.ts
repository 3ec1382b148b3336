/** The machine's name and addresses. Models: Debian hostname 3.23, busybox networking/hostname.c. SIMPLIFIED: no NIS. */
import { formatIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { hostLinesOf, linesNaming } from "../../../sim/os/resolver/hosts.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { fail } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";

export function* hostname(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: flavour.name === "gnu" ? "aAdfFiIsybv" : "sidf",
    long: {
      fqdn: "f",
      long: "f",
      short: "s",
      domain: "d",
      "ip-address": "i",
      "all-ip-addresses": "I",
      "all-fqdns": "A",
      alias: "a",
    },
    hint: flavour.name === "gnu" ? "" : flavour.hint(process),
  });
  const { machine } = process;
  const [name] = options.operands;
  if (name !== undefined) {
    machine.hostname = name;
    return 0;
  }
  if (options.has("I")) {
    const all = [...machine.network.devices.values()].flatMap((device) =>
      device.isLoopback ? [] : device.addresses.filter(({ scope }) => scope === "global").map(({ ip }) => formatIp(ip)),
    );
    yield* process.print(`${all.map((text) => `${text} `).join("")}\n`);
  } else if (options.has("i")) yield* process.print(`${yield* ownAddresses(process)}\n`);
  else if (options.has("s")) yield* process.print(`${machine.hostname.split(".")[0]}\n`);
  else if (options.has("f", "d")) {
    const line = linesNaming(hostLinesOf(machine), machine.hostname)[0];
    const full = line?.name ?? machine.hostname;
    yield* process.print(`${options.has("d") ? full.split(".").slice(1).join(".") : full}\n`);
  } else yield* process.print(`${machine.hostname}\n`);
  return 0;
}

function* ownAddresses(process: Process): Run<string> {
  try {
    const { addresses } = yield* resolve(process.machine, process.machine.hostname);
    return addresses.map(formatIp).join(" ");
  } catch (error) {
    if (error instanceof ResolveError) return fail(process, error.message);
    throw error;
  }
}

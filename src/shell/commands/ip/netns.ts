/** `ip netns`: the namespaces that a container runtime has named. Models: iproute2 6.1 ip/ipnetns.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { namespacesOf } from "../namespaces.ts";
import { runIn } from "../run-in-namespace.ts";
import { type IpStyle, printJson } from "./ip.ts";

export function* netnsCommand(process: Process, words: readonly string[], style: IpStyle): Run<number> {
  const [verb = "list", ...rest] = words;
  const all = namespacesOf(process.machine);
  if ("list".startsWith(verb) || "show".startsWith(verb) || verb === "lst") {
    if (style.json)
      yield* printJson(
        process,
        all.map(({ name }, id) => ({ name, id })),
        style,
      );
    else yield* process.print(all.map(({ name }, id) => `${name} (id: ${id})\n`).join(""));
    return 0;
  }
  if (verb === "exec") {
    const [name, ...command] = rest;
    if (name === undefined) throw new Failure("No netns name specified\n", 255);
    if (command.length === 0) throw new Failure("No command specified\n", 255);
    const found = all.find((one) => one.name === name);
    if (found === undefined)
      throw new Failure(`Cannot open network namespace "${name}": No such file or directory\n`, 255);
    return yield* runIn(process, found.network, command);
  }
  if (verb === "pids" || verb === "identify") {
    const found = all.find((one) => one.name === rest[0]);
    if (verb === "pids" && found !== undefined) yield* process.print(found.pids.map((pid) => `${pid}\n`).join(""));
    return 0;
  }
  if (["add", "delete", "del", "set", "attach", "monitor"].includes(verb))
    throw new Failure(`ip: netns ${verb} is not simulated here\n`, 1);
  throw new Failure(`Command "${verb}" is unknown, try "ip netns help".\n`, 255);
}

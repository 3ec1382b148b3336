/** `kubectl top`: without a metrics server it can only say so. Models: k8s.io/kubectl/pkg/cmd/top */

import type { Run } from "../../../../sim/core/wait.ts";
import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { bool, text } from "../flags/flag.ts";
import { ALL_NAMESPACES, FIELD_SELECTOR, SELECTOR } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";

function* refuse(call: Invocation): Run<void> {
  const { flags, args, command } = call;
  if (args.length > 1) throw call.usageError(`${command.name} ${command.usage ?? ""}`);
  if (args.length === 1 && flags.text("selector") !== "")
    throw new CommandError("only one of NAME or selector can be provided");
  const sortBy = flags.text("sort-by");
  if (sortBy !== "" && sortBy !== "cpu" && sortBy !== "memory")
    throw new CommandError("--sort-by accepts only cpu or memory");
  const mapper = yield* call.mapper();
  if (!mapper.all.some(({ group }) => group === "metrics.k8s.io")) throw new CommandError("Metrics API not available");
  throw new CommandError("metrics are not simulated here");
}

export const TOP: Command = {
  name: "top",
  summary: "Display resource (CPU/memory) usage",
  usage: "[flags]",
  subcommands: [
    {
      name: "node",
      aliases: ["nodes", "no"],
      summary: "Display resource (CPU/memory) usage of nodes",
      usage: "[NAME | -l label]",
      flags: [
        SELECTOR,
        bool("no-headers"),
        bool("show-capacity"),
        bool("show-swap"),
        text("sort-by"),
        bool("use-protocol-buffers", true),
      ],
      run: refuse,
    },
    {
      name: "pod",
      aliases: ["pods", "po"],
      summary: "Display resource (CPU/memory) usage of pods",
      usage: "[NAME | -l label]",
      flags: [
        ALL_NAMESPACES,
        FIELD_SELECTOR,
        SELECTOR,
        bool("containers"),
        bool("no-headers"),
        bool("show-swap"),
        text("sort-by"),
        bool("sum"),
        bool("use-protocol-buffers", true),
      ],
      run: refuse,
    },
  ],
};

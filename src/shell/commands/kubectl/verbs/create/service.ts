/** `kubectl create service`. Models: k8s.io/kubectl/pkg/cmd/create/create_service.go */

import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { isDNS1123Subdomain } from "../../../../../sim/kube/api/validation/formats.ts";
import type { Command } from "../../command.ts";
import { CommandError, goQuote } from "../../errors.ts";
import { int, slice, text } from "../../flags/flag.ts";
import type { Invocation } from "../../invocation.ts";
import { generator } from "./generator.ts";

type ServiceType = "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";

function serviceCommand(type: ServiceType, summary: string, extra: Command["flags"] = []): Command {
  return generator({
    name: type.toLowerCase(),
    summary,
    usage:
      type === "ExternalName"
        ? "NAME --external-name external.name [--dry-run=server|client|none]"
        : `NAME [--tcp=${type === "ClusterIP" ? "<port>:<targetPort>" : "port:targetPort"}] [--dry-run=server|client|none]`,
    flags: [slice("tcp"), ...extra],
    ...(type === "ExternalName" ? { required: ["external-name"] } : {}),
    failure: `failed to create ${type} service`,
    make: (call, name) => make(call, name, type),
  });
}

export const CREATE_SERVICE: Command = {
  name: "service",
  aliases: ["svc"],
  summary: "Create a service using a specified subcommand",
  subcommands: [
    serviceCommand("ClusterIP", "Create a ClusterIP service", [text("clusterip")]),
    serviceCommand("ExternalName", "Create an ExternalName service", [text("external-name")]),
    serviceCommand("LoadBalancer", "Create a LoadBalancer service"),
    serviceCommand("NodePort", "Create a NodePort service", [int("node-port")]),
  ],
};

function make(call: Invocation, name: string, type: ServiceType): Mutable {
  const { flags } = call;
  const tcp = flags.list("tcp");
  const clusterIP = flags.textOr("clusterip", "");
  if (clusterIP === "None" && tcp.some((port) => port === "")) throw new CommandError("invalid port");
  if (tcp.length === 0 && clusterIP !== "None" && type !== "ExternalName")
    throw new CommandError("at least one tcp port specifier must be provided");
  const ports = tcp.map((spec) => portOf(spec, flags.has("node-port") ? flags.int("node-port") : 0));
  const externalName = flags.textOr("external-name", "");
  if (type === "ExternalName" && isDNS1123Subdomain(externalName).length > 0)
    throw new CommandError(`invalid service external name ${externalName}`);
  const spec: Mutable = {};
  if (clusterIP !== "") spec.clusterIP = clusterIP;
  if (externalName !== "") spec.externalName = externalName;
  if (ports.length > 0) spec.ports = ports;
  spec.selector = { app: name };
  spec.type = type;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { labels: { app: name }, name },
    spec,
    status: { loadBalancer: {} },
  };
}

/** `80`, `80:8080` or `80:http`. */
function portOf(spec: string, nodePort: number): Mutable {
  const [first, ...others] = spec.split(":");
  const target = others.join(":");
  const port = parsePort(first as string);
  let targetPort: number | string = port;
  if (spec.includes(":")) {
    if (/^\d+$/.test(target)) targetPort = parsePort(target);
    else {
      const problem = portNameProblem(target);
      if (problem !== null) throw new CommandError(problem);
      targetPort = target;
    }
  }
  const name = spec.replaceAll(":", "-");
  return { name, ...(nodePort > 0 ? { nodePort } : {}), port, protocol: "TCP", targetPort };
}

export function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandError(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`);
  const port = Number(text);
  if (port > 65_535) throw new CommandError(`strconv.ParseUint: parsing ${goQuote(text)}: value out of range`);
  return port;
}

function portNameProblem(name: string): string | null {
  if (name.length > 15) return "must be no more than 15 characters";
  if (!/^[-a-z0-9]+$/.test(name)) return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
  if (!/[a-z]/.test(name)) return "must contain at least one letter (a-z)";
  if (name.includes("--")) return "must not contain consecutive hyphens";
  return name.startsWith("-") || name.endsWith("-") ? "must not begin or end with a hyphen" : null;
}

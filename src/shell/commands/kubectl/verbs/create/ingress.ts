/** `kubectl create ingress`. Models: k8s.io/kubectl/pkg/cmd/create/create_ingress.go */
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { CommandError } from "../../errors.ts";
import { list, text } from "../../flags/flag.ts";
import type { Invocation } from "../../invocation.ts";
import { generator } from "./generator.ts";

const RULE = /^[\w*\-.]*\/.*=[\w-]+:[\w-]+(,tls=?([\w-]+)?)?/;

export const CREATE_INGRESS = generator({
  name: "ingress",
  aliases: ["ing"],
  summary: "Create an ingress with the specified name",
  usage: "NAME --rule=host/path=service:port[,tls[=secret]] ",
  flags: [list("annotation"), text("class"), text("default-backend"), list("rule")],
  failure: "failed to create ingress",
  make,
});

function make(call: Invocation, name: string): Mutable {
  const { flags } = call;
  const rules = flags.list("rule");
  const backend = flags.text("default-backend");
  checkWords(rules, flags.list("annotation"), backend);
  const annotations = Object.fromEntries(
    flags.list("annotation").map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]),
  );
  const tls = tlsOf(rules);
  const spec: Mutable = {};
  if (backend !== "") spec.defaultBackend = backendOf(backend);
  if (flags.text("class") !== "") spec.ingressClassName = flags.text("class");
  if (rules.length > 0) spec.rules = rulesOf(rules);
  if (tls.length > 0) spec.tls = tls;
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { ...(Object.keys(annotations).length > 0 ? { annotations } : {}), name },
    spec,
    status: { loadBalancer: {} },
  };
}

function checkWords(rules: readonly string[], annotations: readonly string[], backend: string): void {
  if (backend === "" && rules.length === 0)
    throw new CommandError(
      "not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)",
    );
  for (const rule of rules)
    if (!RULE.test(rule))
      throw new CommandError(
        `rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
      );
  for (const annotation of annotations)
    if (!annotation.includes("="))
      throw new CommandError(`annotation ${annotation} is invalid and should be in format key=[value]`);
  if (backend !== "" && backend.split(":").length !== 2)
    throw new CommandError("default-backend should be in format servicename:serviceport");
}

function rulesOf(words: readonly string[]): Mutable[] {
  const rules: { host?: string; http: { paths: Mutable[] } }[] = [];
  for (const word of words) {
    const plain = word.split(",")[0] as string;
    const host = plain.slice(0, plain.indexOf("/"));
    const path = pathOfRule(plain.slice(plain.indexOf("/") + 1));
    const known = rules.find((rule) => (rule.host ?? "") === host);
    if (known !== undefined) known.http.paths.push(path);
    else rules.push({ ...(host === "" ? {} : { host }), http: { paths: [path] } });
  }
  return rules;
}

/** `api*=svc:80`: a star at the end means all that begins so. */
function pathOfRule(text: string): Mutable {
  const [written, service] = text.split("=") as [string, string];
  const isPrefix = written.endsWith("*");
  const path = `/${isPrefix ? written.slice(0, -1) : written}`;
  return { backend: backendOf(service), path, pathType: isPrefix ? "Prefix" : "Exact" };
}

function backendOf(text: string): Mutable {
  const [name, port] = text.split(":") as [string, string];
  return { service: { name, port: /^-?\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

function tlsOf(words: readonly string[]): Mutable[] {
  const entries: { hosts?: string[]; secretName?: string }[] = [];
  const seen = new Set<string>();
  for (const word of words) {
    const parts = word.split(",");
    if (parts.length !== 2) continue;
    const host = word.split("/")[0] as string;
    const secretName = (parts[1] as string).split("=")[1] ?? "";
    if (seen.has(host)) continue;
    seen.add(host);
    const known = entries.find((entry) => (entry.secretName ?? "") === secretName);
    if (known !== undefined) known.hosts = [...(known.hosts ?? []), host];
    else if (host !== "" || secretName !== "")
      entries.push({ ...(host === "" ? {} : { hosts: [host] }), ...(secretName === "" ? {} : { secretName }) });
  }
  return entries;
}

/**
 * The program kube-proxy: reads its configuration once, lets the node's proxy run as long as it does itself, answers
 * on its ports, and says in its log what it is about.
 *
 * Models: cmd/kube-proxy/app/server.go ProxyServer.Run, server_linux.go, options.go; pkg/proxy/config/config.go
 * SIMPLIFIED: verbosity 0 of the log, for IPv4; a configuration that is changed while it runs is read by the next start.
 */
import type { Run } from "../../../core/wait.ts";
import { OsError } from "../../../os/os-error.ts";
import type { Process } from "../../../os/process.ts";
import { Interrupted } from "../../../os/signal.ts";
import { printKlog } from "../../images/klog.ts";
import { KUBERNETES_VERSION } from "../../profiles/profile.ts";
import type { KubeProxy } from "../kube-proxy.ts";
import { NODE_PROXY } from "../proxy-plug.ts";
import {
  ConfigurationError,
  configurationOf,
  type Fields,
  fieldsOfFile,
  fieldsOfFlags,
  modeNameOf,
  type ProxyConfiguration,
} from "./configuration.ts";
import { Doors } from "./doors.ts";
import { healthAnswer, metricsAnswer, type ServiceHealth, serviceAnswer, servicesToWatch } from "./health.ts";
import { startLines } from "./log-lines.ts";

export function* kubeProxyProgram(process: Process): Run<number> {
  if (process.argv.includes("--version")) {
    yield* process.print(`Kubernetes ${KUBERNETES_VERSION}\n`);
    return 0;
  }
  const proxy = process.machine.plugged(NODE_PROXY);
  if (proxy === undefined) {
    yield* process.printError("kube-proxy: a proxy for a network that is not a node's is not simulated here\n");
    return 1;
  }
  if (process.argv.includes("--cleanup")) {
    proxy.cleanUp();
    return 0;
  }
  let configuration: ProxyConfiguration;
  try {
    const fields = readFields(process);
    configuration = configurationOf(fields, proxy.defaults, yield* proxy.modeNamed(modeNameOf(fields)));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    yield* printKlog(process, "E", ["run.go:72", `"command failed" err=${JSON.stringify(error.message)}`]);
    return 1;
  }
  return yield* run(process, proxy, configuration);
}

function readFields(process: Process): Fields {
  const flags = fieldsOfFlags(process.argv.slice(1));
  const file = process.argv.find((word) => word.startsWith("--config="))?.slice("--config=".length);
  if (file === undefined) return flags;
  let text: string;
  try {
    text = process.machine.fs.readText(file);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new ConfigurationError(`failed complete: open ${file}: ${error.message.toLowerCase()}`);
  }
  const fields = fieldsOfFile(text);
  const name = flags.get("hostnameOverride");
  if (name !== undefined) fields.set("hostnameOverride", name);
  return fields;
}

function* run(process: Process, proxy: KubeProxy, configuration: ProxyConfiguration): Run<number> {
  for (const signal of ["TERM", "INT", "QUIT"] as const) process.on(signal, "throw");
  const doors = new Doors(process);
  try {
    proxy.start(configuration);
    for (const [level, ...line] of startLines(configuration)) yield* printKlog(process, level, line);
    const own = openOwn(process, proxy, { doors, configuration });
    for (;;) {
      const watched = servicesToWatch(proxy);
      for (const each of watched) openService(process, proxy, { doors, each });
      doors.closeOthers(new Set([...own, ...watched.map(addressOf)]));
      doors.acceptAll();
      yield { on: [proxy.synced, ...doors.queues] };
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    // Nobody handles the signal, and Go's way out for the first process of a container is this code.
    return 2;
  } finally {
    doors.close();
    proxy.stop();
  }
}

function openOwn(
  process: Process,
  proxy: KubeProxy,
  { doors, configuration }: { doors: Doors; configuration: ProxyConfiguration },
): readonly string[] {
  const { clock } = process.machine;
  doors.open(configuration.healthzBindAddress, (path) => healthAnswer(path, proxy, clock));
  doors.open(configuration.metricsBindAddress, (path) => metricsAnswer(path, proxy, clock));
  return [configuration.healthzBindAddress, configuration.metricsBindAddress];
}

function openService(process: Process, proxy: KubeProxy, { doors, each }: { doors: Doors; each: ServiceHealth }): void {
  const { clock } = process.machine;
  doors.open(addressOf(each), () => serviceAnswer(each, proxy, clock));
}

function addressOf({ port }: ServiceHealth): string {
  return `0.0.0.0:${port}`;
}

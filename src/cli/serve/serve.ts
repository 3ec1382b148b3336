/** `hop serve`: the simulated API server on loopback, for a real kubectl or any other client. */
import type { Server } from "node:https";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SOFTWARE } from "../../shell/software.ts";
import { type Cluster, type ClusterSpec, createCluster } from "../../sim/cluster.ts";
import { FIELD_DOCS } from "../../sim/kube/schema/docs.ts";
import { SPEC_OPTIONS, SPEC_USAGE, sessionSpec } from "../session-spec.ts";
import { UsageError } from "../usage-error.ts";
import { createServerIdentity } from "./certificate.ts";
import { checkReplaceable, kubeconfigText, writeKubeconfig } from "./kubeconfig.ts";
import { createListener } from "./listener.ts";
import { type Pace, StepPace, WallPace } from "./pace.ts";

const USAGE = `usage: hop serve ${SPEC_USAGE}
                 [--port 6443] [--kubeconfig FILE] [--clock wall|step]

The simulated API server on 127.0.0.1, for a real kubectl or any other client. When it is ready, a kubeconfig is
written to FILE (default hop.kubeconfig); --port 0 takes any free port. Ctrl-C ends it.
--clock wall (the default): the cluster's time goes as fast as ours. --clock step: it moves only when a request needs
it, or is told to by POST /hop/advance?seconds=N, so that two runs of the same requests agree to the byte.
`;

/** Longer than a cluster takes to have its own Pods running. */
const START_MS = 20_000;

interface ServeOptions {
  readonly port: number;
  readonly kubeconfig: string;
  readonly clock: "wall" | "step";
}

export async function serve(args: readonly string[]): Promise<number> {
  const values = readArgs(args);
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const options = optionsOf(values);
  const spec = sessionSpec(values);
  checkReplaceable(options.kubeconfig);
  const cluster = options.clock === "wall" ? clusterOfToday(spec) : createCluster(spec, SOFTWARE);
  cluster.api.kinds.fieldDocs = FIELD_DOCS;
  const pace: Pace = options.clock === "wall" ? new WallPace(cluster.clock) : new StepPace(cluster.clock);
  try {
    const identity = createServerIdentity(Date.now());
    const listener = createListener({ cluster, pace }, identity);
    const port = await listen(listener.server, options.port);
    const stopped = stopSignal();
    try {
      const server = `https://127.0.0.1:${port}`;
      const names = cluster.world.profile.kubeconfig;
      writeKubeconfig(options.kubeconfig, kubeconfigText(names, server, identity.caPem));
      process.stdout.write(greeting(spec.profile, server, options.kubeconfig));
      await stopped;
    } finally {
      listener.close();
    }
  } finally {
    pace.stop();
  }
  return 0;
}

/** Clients count ages from their own clock, so the cluster's must say the same; it is some seconds old by then. */
function clusterOfToday(spec: ClusterSpec): Cluster {
  const cluster = createCluster({ ...spec, now: new Date(Date.now() - START_MS).toISOString() }, SOFTWARE);
  cluster.runUntil(Math.max(START_MS * 1000, cluster.clock.nowUs));
  return cluster;
}

function readArgs(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...SPEC_OPTIONS,
        port: text,
        kubeconfig: text,
        clock: text,
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`serve: ${(error as Error).message}`);
  }
}

function optionsOf(values: {
  readonly port?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly clock?: string | undefined;
}): ServeOptions {
  const { port = "6443", kubeconfig = "hop.kubeconfig", clock = "wall" } = values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`serve: --port: ${JSON.stringify(port)} is not a port`);
  if (clock !== "wall" && clock !== "step")
    throw new UsageError(`serve: --clock: ${JSON.stringify(clock)} is not wall or step`);
  if (kubeconfig === "") throw new UsageError("serve: --kubeconfig: a file is wanted");
  return { port: Number(port), kubeconfig: resolve(kubeconfig), clock };
}

function listen(listener: Server, port: number): Promise<number> {
  return new Promise((done, fail) => {
    listener.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        fail(new UsageError(`serve: port ${port} is in use; name another with --port, or 0 for any`));
      else if (error.code === "EACCES") fail(new UsageError(`serve: port ${port} is not allowed to this user`));
      else fail(error);
    });
    listener.listen(port, "127.0.0.1", () => {
      const address = listener.address();
      done(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function stopSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
  });
}

function greeting(profile: string, server: string, kubeconfig: string): string {
  return `${profile} is served at ${server}. In another terminal:

  export KUBECONFIG=${/^[\w/.+-]+$/.test(kubeconfig) ? kubeconfig : `'${kubeconfig.replaceAll("'", "'\\''")}'`}
  kubectl get pods -A

Ctrl-C ends it.
`;
}

/**
 * The container runtime of a node, asked without Kubernetes: ps, pods, images, inspect, logs, exec, stop.
 *
 * Models: cri-tools v1.35 cmd/crictl
 * SIMPLIFIED: no pull, create, run, stats, metrics or port-forward; what inspect prints is the part that people look for.
 */
import type { Stream } from "../../../sim/core/stream.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { RunnableImage } from "../../../sim/node/images/image-catalogue.ts";
import {
  NODE_RUNTIME,
  type NodeRuntime,
  type RuntimeContainer,
  type RuntimeSandbox,
} from "../../../sim/node/runtime-plug.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { checkExit, relaySession } from "../kubectl/streams/relay.ts";
import { isTerminal } from "../kubectl/terminal.ts";
import { type Options, parseOptions } from "../options.ts";
import { inspected, inspectedSandbox } from "./inspect.ts";
import { criTable, humanAgo, humanSize } from "./table.ts";

const SHORT = 13;

const HELP = `NAME:
   crictl - client for CRI

USAGE:
   crictl [global options] command [command options] [arguments...]

COMMANDS:
   exec                Run a command in a running container
   images, image, img  List images
   inspect             Display the status of one or more containers
   inspectp            Display the status of one or more pods
   logs                Fetch the logs of a container
   pods                List pods
   ps                  List containers
   stop                Stop one or more running containers
   version             Display runtime version information
   help, h             Shows a list of commands or help for one command
`;

type Command = (process: Process, runtime: NodeRuntime, args: readonly string[]) => Run<number>;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["ps", listContainers],
  ["pods", listPods],
  ["images", listImages],
  ["image", listImages],
  ["img", listImages],
  ["inspect", inspect],
  ["inspectp", inspectPod],
  ["logs", logs],
  ["exec", exec],
  ["stop", stop],
  ["version", version],
]);
const REFUSED =
  "attach create rm start update checkpoint port-forward pull run runp rmi rmp stopp stats statsp metricsp info completion config events imagefsinfo runtime-config inspecti".split(
    " ",
  );

export function* crictl(process: Process): Run<number> {
  const words = process.argv.slice(1);
  while (words[0]?.startsWith("-") === true) {
    const option = words.shift() as string;
    if (option === "--version" || option === "-v") {
      yield* process.print("crictl version v1.35.0\n");
      return 0;
    }
    if (/^-{1,2}(runtime-endpoint|image-endpoint|r|i|config|c|timeout|t)$/.test(option)) words.shift();
    else if (/^-{1,2}(h|help)$/.test(option)) words.unshift("help");
  }
  const [name = "help", ...args] = words;
  const runtime = process.machine.plugged(NODE_RUNTIME);
  if (name === "help" || name === "h") {
    yield* process.print(HELP);
    return 0;
  }
  const command = COMMANDS.get(name);
  if (command === undefined)
    throw new Failure(
      REFUSED.includes(name) ? `crictl: ${name} is not simulated here\n` : `No help topic for '${name}'\n`,
      REFUSED.includes(name) ? 1 : 3,
    );
  if (runtime === undefined)
    throw new Failure(
      'FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory"\n',
      1,
    );
  return yield* command(process, runtime, [name, ...args]);
}

function options(
  process: Process,
  args: readonly string[],
  spec: { short: string; long?: Record<string, string> },
): Options {
  return parseOptions(process, { ...spec, hint: "", stopsAtOperand: args[0] === "exec" }, args);
}

function ago(process: Process, startedUs: number): string {
  return humanAgo(process.nowUs - startedUs);
}

function stateOf({ isRunning }: RuntimeContainer): string {
  return isRunning ? "Running" : "Exited";
}

function* listContainers(process: Process, runtime: NodeRuntime, args: readonly string[]): Run<number> {
  const given = options(process, args, {
    short: "aqp:o:ln:v",
    long: {
      all: "a",
      quiet: "q",
      "pod=": "p",
      "output=": "o",
      latest: "l",
      "last=": "n",
      "name=": "name",
      "state=": "s",
      "image=": "image",
      "label=": "label",
      "no-trunc": "no-trunc",
    },
  });
  const id = given.operands[0];
  const state = given.value("s")?.toLowerCase();
  const shown = runtime
    .containers()
    .filter((one) =>
      state === undefined ? given.has("a", "l", "n") || one.isRunning : stateOf(one).toLowerCase() === state,
    )
    .filter((one) => id === undefined || one.run.id.startsWith(id))
    .filter((one) => given.value("p") === undefined || one.sandbox.id.startsWith(given.value("p") as string))
    .filter(
      (one) => given.value("name") === undefined || new RegExp(given.value("name") as string).test(one.view.spec.name),
    )
    .sort((a, b) => b.run.startedUs - a.run.startedUs)
    .slice(0, given.has("l") ? 1 : given.has("n") ? Number(given.value("n")) : undefined);
  if (given.has("q")) {
    yield* process.print(shown.map(({ run }) => `${run.id}\n`).join(""));
    return 0;
  }
  const width = given.has("no-trunc") ? undefined : SHORT;
  const rows = shown.map((one) => {
    const { namespace = "", name = "" } = one.sandbox.worker.pod.metadata;
    const { view, run } = one;
    const attempt =
      one.isRunning || run === one.sandbox.worker.container(view.spec.name)?.run
        ? view.restartCount
        : view.restartCount - 1;
    return [
      run.id.slice(0, width),
      imageIdOf(view.imageID).slice(0, width),
      ago(process, run.startedUs),
      stateOf(one),
      view.spec.name,
      String(Math.max(0, attempt)),
      one.sandbox.id.slice(0, width),
      name,
      namespace,
    ];
  });
  yield* process.print(
    criTable([["CONTAINER", "IMAGE", "CREATED", "STATE", "NAME", "ATTEMPT", "POD ID", "POD", "NAMESPACE"], ...rows]),
  );
  return 0;
}

function imageIdOf(imageID: string): string {
  return imageID.slice(imageID.indexOf("sha256:") + "sha256:".length);
}

function* listPods(process: Process, runtime: NodeRuntime, args: readonly string[]): Run<number> {
  const given = options(process, args, {
    short: "qo:ln:v",
    long: {
      quiet: "q",
      "output=": "o",
      latest: "l",
      "last=": "n",
      "name=": "name",
      "namespace=": "namespace",
      "state=": "s",
      "label=": "label",
      "no-trunc": "no-trunc",
      "id=": "id",
    },
  });
  const shown = runtime
    .sandboxes()
    .filter(
      ({ worker }) =>
        given.value("name") === undefined || (worker.pod.metadata.name ?? "").includes(given.value("name") as string),
    )
    .filter(
      ({ worker }) =>
        given.value("namespace") === undefined || worker.pod.metadata.namespace === given.value("namespace"),
    )
    .sort((a, b) => startOf(process, b) - startOf(process, a));
  if (given.has("q")) {
    yield* process.print(shown.map(({ id }) => `${id}\n`).join(""));
    return 0;
  }
  const width = given.has("no-trunc") ? undefined : SHORT;
  const rows = shown.map((one) => {
    const { namespace = "", name = "" } = one.worker.pod.metadata;
    return [one.id.slice(0, width), ago(process, startOf(process, one)), "Ready", name, namespace, "0", "(default)"];
  });
  yield* process.print(criTable([["POD ID", "CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT", "RUNTIME"], ...rows]));
  return 0;
}

/** A sandbox is there a moment before the first of its containers. */
function startOf(process: Process, { worker }: RuntimeSandbox): number {
  const starts = worker.containerWorkers
    .flatMap(({ run, previous }) => [run, previous])
    .flatMap((run) => (run === null ? [] : [run.startedUs]));
  return starts.length === 0 ? process.nowUs : Math.min(...starts);
}

function* listImages(process: Process, runtime: NodeRuntime, args: readonly string[]): Run<number> {
  const given = options(process, args, {
    short: "qo:v",
    long: { quiet: "q", "output=": "o", digests: "digests", "no-trunc": "no-trunc" },
  });
  const wanted = given.operands[0];
  const shown: RunnableImage[] = [...runtime.kubelet.context.images.images]
    .filter(({ reference }) => wanted === undefined || reference.text.includes(wanted))
    .sort((a, b) => (a.reference.text < b.reference.text ? -1 : 1));
  if (given.has("q")) {
    yield* process.print(shown.map(({ digest }) => `${digest}\n`).join(""));
    return 0;
  }
  const rows = shown.map(({ reference, digest, sizeBytes }) => [
    reference.repository,
    reference.tag,
    imageIdOf(digest).slice(0, SHORT),
    humanSize(sizeBytes),
  ]);
  yield* process.print(criTable([["IMAGE", "TAG", "IMAGE ID", "SIZE"], ...rows]));
  return 0;
}

function containerOf(runtime: NodeRuntime, id: string | undefined, doing: string): RuntimeContainer {
  if (id === undefined) throw new Failure("FATA[0000] ID cannot be empty\n", 1);
  const found = runtime.containers().filter(({ run }) => run.id.startsWith(id));
  if (found.length === 1) return found[0] as RuntimeContainer;
  const why =
    found.length === 0
      ? `code = NotFound desc = an error occurred when try to find container "${id}": not found`
      : `code = NotFound desc = an error occurred when try to find container "${id}": ambiguous id`;
  throw new Failure(`FATA[0000] ${doing}: rpc error: ${why}\n`, 1);
}

function* inspect(process: Process, runtime: NodeRuntime, args: readonly string[]): Run<number> {
  const given = options(process, args, { short: "o:q", long: { "output=": "o", "template=": "template" } });
  const container = containerOf(
    runtime,
    given.operands[0],
    `getting the status of the container "${given.operands[0] ?? ""}"`,
  );
  yield* process.print(`${JSON.stringify(inspected(process, container), null, 2)}\n`);
  return 0;
}

function* inspectPod(process: Process, runtime: NodeRuntime, args: readonly string[]): Run<number> {
  const given = options(process, args, { short: "o:q", long: { "output=": "o" } });
  const id = given.operands[0];
  if (id === undefined) throw new Failure("FATA[0000] ID cannot be empty\n", 1);
  const found = runtime.sandboxes().find((one) => one.id.startsWith(id));
  if (found === undefined)
    throw new Failure(
      `FATA[0000] getting the status of the pod sandbox "${id}": rpc error: code = NotFound desc = an error occurred when try to find sandbox: not found\n`,
      1,
    );
  yield* process.print(`${JSON.stringify(inspectedSandbox(process, found), null, 2)}\n`);
  return 0;
}

function* logs(process: Process, runtime: NodeRuntime, args: readonly string[]): Run<number> {
  const given = options(process, args, {
    short: "fptr",
    long: { follow: "f", previous: "p", timestamps: "t", "tail=": "tail", "since=": "since", "limit-bytes=": "limit" },
  });
  const id = given.operands[0];
  const { run } = containerOf(runtime, id, `getting container status`);
  const tail = given.value("tail");
  const stream = run.log.open({
    container: "",
    follow: given.has("f"),
    previous: false,
    timestamps: given.has("t"),
    ...(tail === undefined || Number(tail) < 0 ? {} : { tailLines: Number(tail) }),
  });
  yield* copyOut(process, stream);
  return 0;
}

function* copyOut(process: Process, stream: Stream): Run<void> {
  try {
    for (let got = stream.tryRead(65_536); got !== "eof"; got = stream.tryRead(65_536))
      if (got === "would-block") yield { on: [stream.readable] };
      else yield* process.write(1, got);
  } finally {
    stream.close();
  }
}

function* exec(process: Process, runtime: NodeRuntime, args: readonly string[]): Run<number> {
  const given = options(process, args, { short: "itsr", long: { interactive: "i", tty: "t", sync: "s" } });
  const [id, ...command] = given.operands;
  const container = containerOf(runtime, id, "execing command in container: rpc error".replace(": rpc error", ""));
  if (command.length === 0)
    throw new Failure(
      "FATA[0000] execing command in container: rpc error: code = InvalidArgument desc = cmd is empty\n",
      1,
    );
  if (!container.isRunning)
    throw new Failure(
      `FATA[0000] execing command in container: rpc error: code = Unknown desc = container is in CONTAINER_EXITED state\n`,
      1,
    );
  const tty = given.has("t") && isTerminal(process, 0);
  const session = container.run.exec({
    container: "",
    command,
    stdin: given.has("i"),
    stdout: true,
    stderr: true,
    tty,
  });
  if (!("stdin" in session))
    throw new Failure(
      `FATA[0000] execing command in container: ${String(session.message ?? "").replace("Internal error occurred: ", "")}\n`,
      1,
    );
  yield* relaySession(process, { session, raw: tty });
  const { exit } = session;
  if (exit !== null && "code" in exit && exit.code !== 0)
    throw new Failure(`FATA[0000] execing command in container: command terminated with exit code ${exit.code}\n`, 1);
  checkExit(session);
  return 0;
}

const GRACE_US = 10_000_000;

function* stop(process: Process, runtime: NodeRuntime, args: readonly string[]): Run<number> {
  const given = options(process, args, { short: "t:", long: { "timeout=": "t" } });
  if (given.operands.length === 0) throw new Failure("FATA[0000] ID cannot be empty\n", 1);
  for (const id of given.operands) {
    const { run, isRunning } = containerOf(runtime, id, `stopping the container "${id}"`);
    const untilUs = process.nowUs + (given.has("t") ? Number(given.value("t")) * 1_000_000 : GRACE_US);
    if (isRunning) {
      run.signal("TERM");
      while (run.exit === null && process.nowUs < untilUs) yield { on: [run.ended], untilUs, background: false };
      run.signal("KILL");
    }
    yield* process.print(`${id}\n`);
  }
  return 0;
}

function* version(process: Process, runtime: NodeRuntime): Run<number> {
  const [name = "containerd", number = "2.0.0"] = runtime.kubelet.facts.runtime.split("://");
  yield* process.print(
    `Version:  0.1.0\nRuntimeName:  ${name}\nRuntimeVersion:  v${number.replace(/^v/, "")}\nRuntimeApiVersion:  v1\n`,
  );
  return 0;
}

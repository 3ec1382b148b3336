/**
 * `kubectl cluster-info dump`: nodes, and of each namespace its events, workloads, Pods and their logs.
 *
 * Models: k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go
 * SIMPLIFIED: JSON has its fields in Go's order only as far as kubectl's own generators know it.
 */
import type { Stream } from "../../../../sim/core/stream.ts";
import { concatBytes, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Command } from "../command.ts";
import { CommandError, expected } from "../errors.ts";
import { bool, duration, slice, text } from "../flags/flag.ts";
import { OUTPUT_FLAGS } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { noSuchFormat, type ObjectPrinter, objectPrinter } from "../output/formats.ts";
import { structOrder } from "../output/struct-order.ts";

const CHUNK = 65_536;

/** The file, the path of the collection, and its kind. */
const PARTS = [
  ["events", "/api/v1", "events", "Event"],
  ["replication-controllers", "/api/v1", "replicationcontrollers", "ReplicationController"],
  ["services", "/api/v1", "services", "Service"],
  ["daemonsets", "/apis/apps/v1", "daemonsets", "DaemonSet"],
  ["deployments", "/apis/apps/v1", "deployments", "Deployment"],
  ["replicasets", "/apis/apps/v1", "replicasets", "ReplicaSet"],
  ["pods", "/api/v1", "pods", "Pod"],
] as const;

export const DUMP: Command = {
  name: "dump",
  summary: "Dump relevant information for debugging and diagnosis",
  usage: "[flags]",
  flags: [
    bool("all-namespaces/A"),
    slice("namespaces"),
    ...OUTPUT_FLAGS.filter(({ name }) => name !== "output"),
    text("output/o", "json"),
    text("output-directory"),
    duration("pod-running-timeout", 20_000),
  ],
  *run(call) {
    const { flags } = call;
    const print = objectPrinter(call, structOrder);
    if (print === null) throw noSuchFormat(flags.text("output"));
    const dump = new Dump(call, print);
    yield* dump.list("nodes", "/api/v1/nodes", "Node");
    for (const namespace of yield* namespacesOf(call)) {
      let pods: Mutable[] = [];
      for (const [file, root, resource, kind] of PARTS)
        pods = yield* dump.list(`${namespace}/${file}`, `${root}/namespaces/${namespace}/${resource}`, kind);
      for (const pod of pods) yield* dump.logs(pod);
    }
    const folder = flags.text("output-directory");
    if (folder !== "" && folder !== "-") yield* call.print(`Cluster info dumped to ${folder}\n`);
  },
};

function* namespacesOf(call: Invocation): Run<readonly string[]> {
  if (call.flags.bool("all-namespaces")) {
    const { items } = yield* call.client.get("/api/v1/namespaces");
    return items.map(({ metadata }: Mutable) => metadata.name);
  }
  const given = call.flags.list("namespaces");
  return given.length > 0 ? given : ["kube-system", call.namespace];
}

function* allOf(stream: Stream): Run<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let got = stream.tryRead(CHUNK); got !== "eof"; got = stream.tryRead(CHUNK)) {
    if (got === "would-block") yield { on: [stream.readable] };
    else parts.push(got);
  }
  return concatBytes(parts);
}

/** Where it goes: standard output, or a file for each part. */
class Dump {
  readonly #call: Invocation;
  readonly #print: ObjectPrinter;
  readonly #extension: string;

  constructor(call: Invocation, print: ObjectPrinter) {
    this.#call = call;
    this.#print = print;
    const format = call.flags.text("output");
    this.#extension = format === "json" || format === "yaml" ? `.${format}` : ".txt";
  }

  *list(file: string, path: string, kind: string): Run<Mutable[]> {
    const list = yield* this.#call.client.get(path);
    if (this.#call.flags.text("output") === "name")
      throw new CommandError(`list types are not supported by name printing: *v1.${kind}List`);
    const apiVersion = path.startsWith("/apis/") ? "apps/v1" : "v1";
    const items = list.items.map((item: Mutable) => ({ kind, apiVersion, ...item }));
    const { resourceVersion } = list.metadata ?? {};
    const whole = { kind: `${kind}List`, apiVersion, metadata: { resourceVersion }, items };
    yield* this.#write(`${file}${this.#extension}`, encodeUtf8(this.#print(whole)));
    return items;
  }

  *logs(pod: Mutable): Run<void> {
    const { name, namespace } = pod.metadata;
    const parts: Uint8Array[] = [];
    for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
      const what = `logs for container ${container.name} of pod ${namespace}/${name} ====\n`;
      parts.push(
        encodeUtf8(`==== START ${what}`),
        yield* this.#log(pod, container.name),
        encodeUtf8(`==== END ${what}`),
      );
    }
    yield* this.#write(`${namespace}/${name}/logs.txt`, concatBytes(parts));
  }

  *#log({ metadata }: Mutable, container: string): Run<Uint8Array> {
    try {
      const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/log`;
      return yield* allOf(yield* this.#call.client.log(path, { query: [["container", container]] }));
    } catch (error) {
      return encodeUtf8(`Request log error: ${expected(error).message}\n`);
    }
  }

  *#write(file: string, content: Uint8Array): Run<void> {
    const { process, flags } = this.#call;
    const folder = flags.text("output-directory");
    if (folder === "" || folder === "-") return yield* process.write(1, content);
    const path = `${folder}/${file}`;
    const { fs } = process.machine;
    fs.makeDirectory(path.slice(0, path.lastIndexOf("/")), process.cwd, { parents: true, mode: 0o700 });
    fs.writeFile(path, content, process.cwd);
  }
}

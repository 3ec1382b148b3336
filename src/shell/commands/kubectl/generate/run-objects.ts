/** The objects that `kubectl run` makes. Models: k8s.io/kubectl/pkg/cmd/run/run.go createPod, createService */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";

export interface RunOptions {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Those that were asked for, without the one that is there otherwise. */
  readonly ownLabels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly image: string;
  readonly env: readonly Mutable[];
  readonly port: string;
  readonly args: readonly string[];
  readonly isCommand: boolean;
  readonly restartPolicy: string;
  readonly pullPolicy: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly leavesStdinOpen: boolean;
  readonly isPrivileged: boolean;
}

export function restartPolicyOf(call: Invocation, text: string): string {
  if (text === "") return call.flags.bool("stdin") ? "OnFailure" : "Always";
  if (["Always", "OnFailure", "Never"].includes(text)) return text;
  throw call.usageError(`invalid restart policy: ${text}`);
}

export function podOf(options: RunOptions): Mutable {
  const { name, labels, annotations, args, port, pullPolicy } = options;
  const container: Mutable = { name, image: options.image };
  if (args.length > 0) container[options.isCommand ? "command" : "args"] = args;
  if (options.env.length > 0) container.env = options.env;
  if (port !== "") container.ports = [{ containerPort: Number(port) }];
  if (pullPolicy !== "") container.imagePullPolicy = pullPolicy;
  container.resources = {};
  if (options.stdin) {
    container.stdin = true;
    if (!options.leavesStdinOpen) container.stdinOnce = true;
  }
  if (options.tty) container.tty = true;
  if (options.isPrivileged) container.securityContext = { privileged: true };
  const metadata: Mutable = { name, labels };
  if (Object.keys(annotations).length > 0) metadata.annotations = annotations;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata,
    spec: { containers: [container], dnsPolicy: "ClusterFirst", restartPolicy: options.restartPolicy },
    status: {},
  };
}

export function serviceOf({ name, labels, ownLabels, port }: RunOptions): Mutable {
  const metadata: Mutable = { name };
  if (Object.keys(ownLabels).length > 0) metadata.labels = ownLabels;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: {
      ports: [{ port: Number(port), protocol: "TCP", targetPort: Number(port) }],
      selector: labels,
    },
    status: { loadBalancer: {} },
  };
}

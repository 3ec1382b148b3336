/** A real API server, without nodes, and a machine whose kubectl talks to it: for tests of verbs. */

import { Prng } from "../../../../sim/core/prng.ts";
import { Trace } from "../../../../sim/core/trace.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import { LATE_RULES } from "../../../../sim/kube/admission/late-rules.ts";
import { ApiServer } from "../../../../sim/kube/api/server.ts";
import type { KubeEvent } from "../../../../sim/kube/events.ts";
import { API_TRANSPORT, type ApiTransport } from "../../../../sim/node/api-transport.ts";
import type { Machine } from "../../../../sim/os/machine.ts";
import { type Finished, given, type RunSpec, runProgram } from "../../../testing/given.ts";
import { kubectl } from "../kubectl.ts";

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: https://127.0.0.1:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
users:
- name: kubernetes-admin
  user:
    client-certificate-data: Q0VSVA==
    client-key-data: S0VZ
`;

export interface TestCluster {
  readonly machine: Machine;
  readonly api: ApiServer;
  /** Runs kubectl with these words, split at spaces; quotes hold words together. */
  kubectl(line: string, spec?: Partial<RunSpec>): Finished;
}

export function testCluster(files: Readonly<Record<string, string>> = {}): TestCluster {
  const machine = given.machine({ files: { ".kube/config": KUBECONFIG, ...files } });
  const { clock } = machine;
  const api = new ApiServer({
    clock,
    prng: new Prng("api"),
    trace: new Trace<KubeEvent>(clock),
    serviceCIDRs: ["10.96.0.0/12"],
    lateRules: () => LATE_RULES,
  });
  const transport: ApiTransport = {
    server: "https://127.0.0.1:6443",
    *request(request): Run<ReturnType<ApiServer["request"]>> {
      yield { on: [], untilUs: clock.nowUs + 1000 };
      return api.request(request);
    },
  };
  machine.plugIn(API_TRANSPORT, transport);
  const run = (line: string, spec: Partial<RunSpec> = {}): Finished =>
    runProgram(machine, kubectl, { argv: ["kubectl", ...words(line)], ...spec });
  return { machine, api, kubectl: run };
}

function words(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"']+)+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single),
  );
}

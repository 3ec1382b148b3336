/**
 * A small real control plane for tests: an API server with everything around it, and a stand-in for kubelets that
 * makes bound Pods run after a while and deleted ones go.
 */
import { Clock } from "../../core/clock.ts";
import { Prng } from "../../core/prng.ts";
import { epochMsOf } from "../../core/time.ts";
import { Trace } from "../../core/trace.ts";
import { LATE_RULES } from "../admission/late-rules.ts";
import type { JsonObject, JsonValue } from "../api/objects.ts";
import { type ApiResponse, apiRequest } from "../api/request.ts";
import { ApiServer } from "../api/server.ts";
import { startControlPlane } from "../control-plane.ts";
import type { KubeEvent } from "../events.ts";
import type { Node, Pod } from "../schema/types.ts";

const START_US = 300_000;
const STOP_US = 100_000;

export interface GivenControlPlane {
  readonly clock: Clock;
  readonly api: ApiServer;
  readonly trace: Trace<KubeEvent>;
  /** The answer to a request; the path may carry a query. */
  send(method: string, path: string, body?: JsonValue, contentType?: string): ApiResponse & { readonly type: "object" };
  /** The cells of a server-side table. */
  rows(path: string): readonly (readonly JsonValue[])[];
  run(seconds: number): void;
}

export function givenControlPlane({ nodes = 1, controllers = true, seed = 1 } = {}): GivenControlPlane {
  const clock = new Clock(epochMsOf(2026, 11, 20, 10, 29));
  const prng = new Prng(seed);
  const trace = new Trace<KubeEvent>(clock);
  const api = new ApiServer({
    clock,
    prng,
    trace,
    serviceCIDRs: ["10.96.0.0/12"],
    lateRules: () => LATE_RULES,
    freeze: true,
  });
  startControlPlane(api, { controllers });
  for (let i = 0; i < nodes; i++) addNode(api, `node-${i + 1}`);
  startPods(api);
  const send: GivenControlPlane["send"] = (method, path, body, contentType) => {
    const request = apiRequest(method, path, body);
    const headers = contentType === undefined ? request.headers : new Map([["content-type", contentType]]);
    return api.request({ ...request, headers }) as ApiResponse & { type: "object" };
  };
  const rows: GivenControlPlane["rows"] = (path) => {
    const headers = new Map([["accept", "application/json;as=Table;v=v1;g=meta.k8s.io"]]);
    const { body } = api.request({ ...apiRequest("GET", path), headers }) as { body: JsonObject };
    return (body.rows as readonly { cells: readonly JsonValue[] }[]).map(({ cells }) => cells);
  };
  const run = (seconds: number): void => void clock.runUntil(clock.nowUs + seconds * 1_000_000);
  run(1);
  return { clock, api, trace, send, rows, run };
}

function addNode(api: ApiServer, name: string): void {
  const allocatable = { cpu: "8", memory: "32Gi", pods: "110" };
  const node = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: {},
    status: { allocatable, conditions: [{ type: "Ready", status: "True" }] },
  };
  api.client("kubelet").create<Node>("nodes", node);
}

function startPods(api: ApiServer): void {
  const client = api.client("kubelet");
  const pods = client.informer<Pod>("pods");
  let next = 2;
  pods.onChange(({ type, object }) => {
    if (type === "DELETED" || object.spec.nodeName === undefined) return;
    const { namespace, name } = object.metadata;
    if (object.metadata.deletionTimestamp !== undefined)
      api.clock.after(STOP_US, () => {
        if (pods.get(namespace, name)?.metadata.uid === object.metadata.uid)
          client.delete("pods", { namespace, name }, { gracePeriodSeconds: 0 });
      });
    else if (object.status?.phase === "Pending")
      api.clock.after(START_US, () => {
        const pod = pods.get(namespace, name);
        if (pod?.status?.phase !== "Pending") return;
        const podIP = `10.244.1.${next++}`;
        const conditions = [
          ...(pod.status.conditions ?? []),
          { type: "Ready", status: "True", lastTransitionTime: api.writer.now() },
        ];
        const containerStatuses = pod.spec.containers.map((one) => ({
          name: one.name,
          image: one.image,
          ready: true,
          restartCount: 0,
          state: { running: {} },
        }));
        client.updateStatus("pods", {
          ...pod,
          status: { ...pod.status, phase: "Running", podIP, podIPs: [{ ip: podIP }], conditions, containerStatuses },
        } as unknown as Pod);
      });
  });
}

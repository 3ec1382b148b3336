/** Everything that a trace can hold: the union of what the layers declare beside their code. */
import type { KubeEvent } from "../kube/events.ts";
import type { NetEvent } from "../net/events.ts";
import type { NodeEvent } from "./events.ts";

export type SimEvent = NetEvent | KubeEvent | NodeEvent;

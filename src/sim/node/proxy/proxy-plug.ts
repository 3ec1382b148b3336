/** The kube-proxy of a node, as its Pod finds it: while the Pod's program runs, so does the proxy. */
import { Plug } from "../../os/machine.ts";
import type { KubeProxy } from "./kube-proxy.ts";

export const NODE_PROXY = new Plug<KubeProxy>("node-proxy");

/** A kubelet that has stopped: the node's Pods go on, nobody hears of them, and after a while it is NotReady. Models: `systemctl stop kubelet` */
import { type Fault, nodeOf } from "./fault.ts";

export const nodeNotReady: Fault = {
  name: "node-not-ready",
  takes: ["on=NODE"],
  says: "The kubelet is stopped: the node becomes NotReady, and its Pods are given up after five minutes.",
  inject(world, about) {
    const { kubelet } = nodeOf(world, about);
    kubelet.stop();
    return () => kubelet.start();
  },
};

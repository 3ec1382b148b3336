/**
 * No kube-proxy at all: somebody else gives Services their backends.
 *
 * Models: kubeadm's `--skip-phases=addon/kube-proxy`
 */
import type { ProxyMode } from "../proxy-mode.ts";

const NOTHING = { chains: 0, rules: 0 };

export const noneMode: ProxyMode = {
  name: "none",
  open: () => ({
    setUp: () => {},
    prepare: () => ({ rulesWritten: 0, changed: [], commit: () => ({ before: NOTHING, after: NOTHING }) }),
    cleanUp: () => {},
  }),
};

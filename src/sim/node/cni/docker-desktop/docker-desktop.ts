/**
 * The network that Docker Desktop brings with it: one node, one bridge, all Pods in 10.1.0.0/16. NetworkPolicies are
 * accepted by the API server and nobody enforces them.
 *
 * Models: Docker Desktop's single-node kubeadm cluster (bridge `cni0`, host-local, 10.1.0.0/16)
 */
import { formatCidr } from "../../../core/ip.ts";
import { BridgeCni } from "../bridge/bridge-cni.ts";
import type { CniFactory } from "../cni-plugin.ts";

export const dockerDesktopCni: CniFactory = (node, cluster) =>
  new BridgeCni(
    {
      name: "bridge",
      network: "default",
      bridge: "cni0",
      mtu: 1500,
      firstPod: 2,
      isFlat: true,
      configFiles: ({ podCIDR }) => ({
        "/etc/cni/net.d/10-default.conflist": `${JSON.stringify(
          {
            cniVersion: "0.3.1",
            name: "default",
            plugins: [
              {
                type: "bridge",
                bridge: "cni0",
                isDefaultGateway: true,
                ipMasq: true,
                hairpinMode: true,
                ipam: { type: "host-local", subnet: formatCidr(podCIDR) },
              },
              { type: "portmap", capabilities: { portMappings: true }, snat: true },
            ],
          },
          null,
          2,
        )}\n`,
      }),
    },
    node,
    cluster,
  );

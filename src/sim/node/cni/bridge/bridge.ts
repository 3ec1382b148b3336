/** bridge + host-local with static routes between the nodes. Models: docs: "bridge" and "host-local" CNI plugins */
import { formatCidr } from "../../../core/ip.ts";
import type { CniFactory } from "../cni-plugin.ts";
import { BridgeCni } from "./bridge-cni.ts";

export const bridgeCni: CniFactory = (node, cluster) =>
  new BridgeCni(
    {
      name: "bridge",
      network: "bridge",
      bridge: "cni0",
      mtu: 1500,
      firstPod: 2,
      isFlat: false,
      configFiles: ({ podCIDR }) => ({
        "/etc/cni/net.d/10-bridge.conflist": `${JSON.stringify(
          {
            cniVersion: "1.0.0",
            name: "bridge",
            plugins: [
              {
                type: "bridge",
                bridge: "cni0",
                isGateway: true,
                ipMasq: true,
                hairpinMode: true,
                ipam: {
                  type: "host-local",
                  ranges: [[{ subnet: formatCidr(podCIDR) }]],
                  routes: [{ dst: "0.0.0.0/0" }],
                },
              },
              { type: "portmap", capabilities: { portMappings: true } },
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

/** Every CNI that a profile can name. */
import { awsVpc } from "./aws-vpc/types.ts";
import { bridgeCni } from "./bridge/bridge.ts";
import { ciliumNative, ciliumTunnel } from "./cilium/types.ts";
import { calicoBgp, calicoIpip, calicoVxlan } from "./calico/calico.ts";
import type { CniType } from "./cni-plugin.ts";
import { dockerDesktopCni } from "./docker-desktop/docker-desktop.ts";
import { flannelHostGw, flannelVxlan, flannelWireguard } from "./flannel/flannel.ts";
import { kindnetManifests } from "./kindnet/daemon-set.ts";
import { kindnetCni } from "./kindnet/kindnet.ts";

const none = (): [] => [];

export const CNI_PLUGINS: ReadonlyMap<string, CniType> = new Map([
  ["aws-vpc", awsVpc],
  ["bridge", { open: bridgeCni, manifests: none }],
  ["cilium", ciliumTunnel],
  ["cilium-native", ciliumNative],
  ["calico", calicoIpip],
  ["calico-bgp", calicoBgp],
  ["calico-vxlan", calicoVxlan],
  ["docker-desktop", { open: dockerDesktopCni, manifests: none }],
  ["flannel", flannelVxlan],
  ["flannel-host-gw", flannelHostGw],
  ["flannel-wireguard", flannelWireguard],
  ["kindnet", { open: kindnetCni, manifests: kindnetManifests, binaries: "host-local loopback portmap ptp" }],
]);

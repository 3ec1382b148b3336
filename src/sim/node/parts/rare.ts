/** What a page fetches when a cluster first needs some of it: one line for each part. */
import { LATE_RULES } from "../../kube/admission/late-rules.ts";
import { awsCloud } from "../cloud/aws/aws.ts";
import { awsVpc } from "../cni/aws-vpc/types.ts";
import { bridgeCni } from "../cni/bridge/bridge.ts";
import { calicoBgp, calicoIpip, calicoVxlan } from "../cni/calico/calico.ts";
import { ciliumNative, ciliumTunnel } from "../cni/cilium/types.ts";
import { flannelHostGw, flannelVxlan, flannelWireguard } from "../cni/flannel/flannel.ts";
import { RARE_IMAGES } from "../images/rare.ts";
import { eks } from "../profiles/eks.ts";
import { kubeadmCalico } from "../profiles/kubeadm-calico.ts";
import { kubeadmCilium } from "../profiles/kubeadm-cilium.ts";
import { kubeadmFlannel } from "../profiles/kubeadm-flannel.ts";
import { ipvsMode } from "../proxy/ipvs/ipvs-mode.ts";
import { nftablesMode } from "../proxy/nftables/nftables-mode.ts";
import { gatewayApiFiles } from "../published/gateway-api/gateway-api.ts";
import { ingressNginxFiles } from "../published/ingress-nginx/ingress-nginx.ts";
import { metallbFiles } from "../published/metallb/metallb.ts";
import type { PartList } from "./parts.ts";

export const RARE_PARTS: PartList = {
  profiles: new Map([
    ["eks", eks],
    ["kubeadm-calico", kubeadmCalico],
    ["kubeadm-cilium", kubeadmCilium],
    ["kubeadm-flannel", kubeadmFlannel],
  ]),
  cnis: new Map([
    ["aws-vpc", awsVpc],
    ["bridge", { open: bridgeCni, manifests: () => [] }],
    ["calico", calicoIpip],
    ["calico-bgp", calicoBgp],
    ["calico-vxlan", calicoVxlan],
    ["cilium", ciliumTunnel],
    ["cilium-native", ciliumNative],
    ["flannel", flannelVxlan],
    ["flannel-host-gw", flannelHostGw],
    ["flannel-wireguard", flannelWireguard],
  ]),
  proxyModes: new Map([
    ["ipvs", ipvsMode],
    ["nftables", nftablesMode],
  ]),
  clouds: new Map([["aws", awsCloud]]),
  images: RARE_IMAGES,
  published: [...gatewayApiFiles, ...ingressNginxFiles, ...metallbFiles],
  rules: LATE_RULES,
};

/** Three machines set up with kubeadm, and Calico between them: IP in IP, policies enforced by iptables. */
import { CALICO_IMAGES } from "../cni/calico/manifests.ts";
import { kubeadmFlannel } from "./kubeadm-flannel.ts";
import type { Profile } from "./profile.ts";

const FLANNEL = /flannel/;

export const kubeadmCalico: Profile = {
  ...kubeadmFlannel,
  name: "kubeadm-calico",
  nodes: kubeadmFlannel.nodes.map((node, i) => ({ ...node, podCIDR: `192.168.${i}.0/24` })),
  podCIDR: "192.168.0.0/16",
  cni: "calico",
  heldImages: [...kubeadmFlannel.heldImages.filter((image) => !FLANNEL.test(image)), ...CALICO_IMAGES],
};

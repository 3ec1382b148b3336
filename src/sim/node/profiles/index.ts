/** The clusters that can be made, by the name that `--cluster` and a lab take. */
import { dockerDesktop } from "./docker-desktop.ts";
import { eks } from "./eks.ts";
import { kind } from "./kind.ts";
import { kubeadmCalico } from "./kubeadm-calico.ts";
import { kubeadmCilium } from "./kubeadm-cilium.ts";
import { kubeadmFlannel } from "./kubeadm-flannel.ts";
import type { Profile } from "./profile.ts";

export const PROFILES: ReadonlyMap<string, Profile> = new Map([
  ["docker-desktop", dockerDesktop],
  ["eks", eks],
  ["kind", kind],
  ["kubeadm-cilium", kubeadmCilium],
  ["kubeadm-calico", kubeadmCalico],
  ["kubeadm-flannel", kubeadmFlannel],
]);

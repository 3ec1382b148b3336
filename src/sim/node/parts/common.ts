/** What most clusters need: one line for each part. */
import { dockerDesktopCloud } from "../cloud/docker-desktop/docker-desktop.ts";
import { dockerDesktopCni } from "../cni/docker-desktop/docker-desktop.ts";
import { kindnetManifests } from "../cni/kindnet/daemon-set.ts";
import { kindnetCni } from "../cni/kindnet/kindnet.ts";
import { COMMON_IMAGES } from "../images/common.ts";
import { dockerDesktop } from "../profiles/docker-desktop.ts";
import { kind } from "../profiles/kind.ts";
import { iptablesMode } from "../proxy/iptables/iptables-mode.ts";
import { noneMode } from "../proxy/none/none-mode.ts";
import type { PartList } from "./parts.ts";

export const COMMON_PARTS: PartList = {
  profiles: new Map([
    ["docker-desktop", dockerDesktop],
    ["kind", kind],
  ]),
  cnis: new Map([
    ["docker-desktop", { open: dockerDesktopCni, manifests: () => [] }],
    ["kindnet", { open: kindnetCni, manifests: kindnetManifests, binaries: "host-local loopback portmap ptp" }],
  ]),
  proxyModes: new Map([
    ["iptables", iptablesMode],
    ["none", noneMode],
  ]),
  clouds: new Map([["docker-desktop", dockerDesktopCloud]]),
  images: COMMON_IMAGES,
  published: [],
  rules: null,
};

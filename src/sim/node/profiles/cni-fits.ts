/** A CNI that gives Pods a provider's addresses needs that provider's network, and the others have no place in it here. */
import type { CniType } from "../cni/cni-plugin.ts";
import type { Profile } from "./profile.ts";

export function cniFits({ vpc }: Profile, { needsVpc = false }: CniType): boolean {
  return (vpc !== undefined) === needsVpc;
}

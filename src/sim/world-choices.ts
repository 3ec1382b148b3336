/**
 * What a cluster can be made of, for whoever puts one together: profiles with what fits them, and what may go wrong.
 *
 * Models: nothing of Kubernetes; it lists what node/parts and node/faults have
 */
import { FAULTS } from "./node/faults/index.ts";
import type { Parts } from "./node/parts/parts.ts";
import { cniFits } from "./node/profiles/cni-fits.ts";
import { MAX_NODES, withNodes } from "./node/profiles/with-nodes.ts";

export interface ProfileChoice {
  readonly name: string;
  readonly nodes: readonly string[];
  /** As many as it can have. */
  readonly mostNodes: number;
  /** Its own. */
  readonly cni: string;
  readonly cnis: readonly string[];
}

export interface FaultChoice {
  readonly name: string;
  readonly takes: readonly string[];
  readonly says: string;
}

export interface WorldChoices {
  readonly profiles: readonly ProfileChoice[];
  readonly proxyModes: readonly string[];
  readonly faults: readonly FaultChoice[];
}

export function worldChoices(parts: Parts): WorldChoices {
  const profiles = parts.names("profiles").flatMap((name): ProfileChoice[] => {
    const profile = parts.find("profiles", name);
    if (profile === undefined) return [];
    const cnis = parts.names("cnis").filter((cni) => {
      const type = parts.find("cnis", cni);
      return type !== undefined && cniFits(profile, type);
    });
    const mostNodes = withNodes(profile, profile.nodes.length + 1) === null ? profile.nodes.length : MAX_NODES;
    return [{ name, nodes: profile.nodes.map((node) => node.name), mostNodes, cni: profile.cni, cnis }];
  });
  const faults = FAULTS.map(({ name, takes, says }) => ({ name, takes, says }));
  return { profiles, proxyModes: parts.names("proxyModes"), faults };
}

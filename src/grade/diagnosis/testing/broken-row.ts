/** A row of the table of broken clusters: what somebody did, who then asks whom, and what is wrong. */
import type { Session } from "../../../shell/session.ts";
import type { Stage } from "../broken-link.ts";

export interface BrokenCluster {
  readonly name: string;
  readonly profile?: string;
  /** What was typed. */
  readonly given: string;
  /** What happened then that nobody typed. */
  readonly done?: (session: Session) => void;
  readonly from: string;
  readonly to: string;
}

export interface BrokenRow extends BrokenCluster {
  readonly stage: Stage;
  readonly saw: string;
  readonly lookAt: string;
}

export const FROM_CLIENT = { from: "pod/client", to: "http://web/" } as const;
export const FROM_CLIENT_KIND = { ...FROM_CLIENT, profile: "kind" } as const;

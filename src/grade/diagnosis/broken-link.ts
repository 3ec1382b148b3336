/** One thing that is broken on the way from a name to a listener, for somebody who wants to mend it. */

/** The chain, in the order in which a request walks along it. */
export type Stage =
  | "name"
  | "dns"
  | "service"
  | "port"
  | "selector"
  | "readiness"
  | "policy"
  | "rules"
  | "route"
  | "listener"
  | "answer";

export interface BrokenLink {
  readonly stage: Stage;
  /** What is the case. */
  readonly saw: string;
  /** What to look at, with the likely slip where there is one. */
  readonly lookAt: string;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

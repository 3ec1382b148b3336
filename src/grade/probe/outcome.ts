/** How one attempt to reach something ended, as its sender saw it, and in words. */
import type { Target } from "./target.ts";

export type Stage = "name" | "connection" | "answer";

export type Outcome =
  | { readonly kind: "answered"; readonly status: number; readonly body: string }
  /** All that was asked of a `tcp` target. */
  | { readonly kind: "connected" }
  /** DNS said that there is no such name, or that it has no address. */
  | { readonly kind: "no-name" }
  | { readonly kind: "refused" }
  /** Somebody on the way said that there is no way. */
  | { readonly kind: "unreachable" }
  /** Connected, and then reset or closed before there was an answer. */
  | { readonly kind: "broken" }
  | { readonly kind: "timed-out"; readonly stage: Stage; readonly afterSec: number };

export function outcomeText(outcome: Outcome, { scheme, host, port }: Target): string {
  const end = `${host}:${port}`;
  switch (outcome.kind) {
    case "answered":
      return `${end} answered with status ${outcome.status}`;
    case "connected":
      return `${end} accepted the connection`;
    case "no-name":
      return `there is no name ${host}, says DNS`;
    case "refused":
      return `${end} refused the connection`;
    case "unreachable":
      return `${end} is unreachable`;
    case "broken":
      return `${end} ended the connection ${scheme === "http" ? "without an answer" : "at once"}`;
    case "timed-out":
      return timedOutText(outcome.stage, host, end, outcome.afterSec);
  }
}

function timedOutText(stage: Stage, host: string, end: string, afterSec: number): string {
  switch (stage) {
    case "name":
      return `nobody told the address of ${host}${afterSec === 0 ? ", and that at once" : ` within ${afterSec} s`}`;
    case "connection":
      return `${end} did not accept the connection within ${afterSec} s`;
    case "answer":
      return `${end} accepted the connection and did not answer within ${afterSec} s`;
  }
}

/** What of an answer fits into a sentence. */
export function beginningOf(body: string): string {
  const line = body.replace(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 117)}...` : line || "(nothing)";
}

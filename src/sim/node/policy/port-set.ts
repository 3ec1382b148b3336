/** Sets of ports of the three protocols that policies know, as sorted spans that neither meet nor overlap. */
import { POLICY_PROTOCOLS, type PolicyProtocol } from "./policy-pod.ts";

export type PortSpan = readonly [from: number, to: number];
export type PortSet = Readonly<Record<PolicyProtocol, readonly PortSpan[]>>;

const FIRST = 1;
const LAST = 65_535;
const WHOLE: readonly PortSpan[] = [[FIRST, LAST]];

export const ALL_PORTS: PortSet = { TCP: WHOLE, UDP: WHOLE, SCTP: WHOLE };
export const NO_PORTS: PortSet = { TCP: [], UDP: [], SCTP: [] };

export function portSet(protocol: PolicyProtocol, spans: readonly PortSpan[]): PortSet {
  return { ...NO_PORTS, [protocol]: merged(spans) };
}

export function unionOf(a: PortSet, b: PortSet): PortSet {
  if (a === ALL_PORTS || b === NO_PORTS) return a;
  if (b === ALL_PORTS || a === NO_PORTS) return b;
  return each((protocol) => merged([...a[protocol], ...b[protocol]]));
}

export function intersectionOf(a: PortSet, b: PortSet): PortSet {
  if (a === ALL_PORTS || b === NO_PORTS) return b;
  if (b === ALL_PORTS || a === NO_PORTS) return a;
  return each((protocol) => common(a[protocol], b[protocol]));
}

export function isAllPorts(set: PortSet): boolean {
  return POLICY_PROTOCOLS.every((protocol) => set[protocol][0]?.[0] === FIRST && set[protocol][0]?.[1] === LAST);
}

export function isEmptySet(set: PortSet): boolean {
  return POLICY_PROTOCOLS.every((protocol) => set[protocol].length === 0);
}

/** The same text for the same ports. */
export function portSetText(set: PortSet): string {
  const texts = POLICY_PROTOCOLS.flatMap((protocol) =>
    set[protocol].map(([from, to]) => {
      if (from === FIRST && to === LAST) return `${protocol} all`;
      return `${protocol} ${from === to ? from : `${from}-${to}`}`;
    }),
  );
  return isAllPorts(set) ? "all" : texts.join(", ");
}

function each(of: (protocol: PolicyProtocol) => readonly PortSpan[]): PortSet {
  return { TCP: of("TCP"), UDP: of("UDP"), SCTP: of("SCTP") };
}

function merged(spans: readonly PortSpan[]): readonly PortSpan[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

function common(a: readonly PortSpan[], b: readonly PortSpan[]): readonly PortSpan[] {
  return a.flatMap(([from, to]) =>
    b.flatMap(([start, end]): PortSpan[] =>
      start <= to && end >= from ? [[Math.max(from, start), Math.min(to, end)]] : [],
    ),
  );
}

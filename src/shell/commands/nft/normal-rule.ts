/**
 * A rule as the kernel keeps it and nft lists it: what one expression implies need not be said by another.
 *
 * Models: nftables 1.0.6 src/payload.c payload_dependency_kill, payload_can_merge; src/netlink_delinearize.c
 */
import type {
  MatchStatement,
  NatStatement,
  NftFamily,
  PayloadHeader,
  Selector,
  Statement,
} from "../../../sim/net/nftables/expression.ts";
import { literalText } from "../../../sim/net/nftables/rule-text.ts";
import { SourceError, type Span } from "./source.ts";

const TRANSPORTS: Readonly<Record<number, PayloadHeader>> = {
  1: "icmp",
  6: "tcp",
  17: "udp",
  58: "icmpv6",
  132: "sctp",
};

export function normalStatements(
  given: readonly Statement[],
  family: NftFamily,
  spans: readonly Span[],
): readonly Statement[] {
  checkProtocols(given, family, spans);
  checkPorts(given, family, spans);
  const out: Statement[] = [];
  for (const statement of given) {
    const made = normalOne(statement, family);
    const before = out.at(-1);
    const implied = before === undefined ? null : protocolOf(before);
    const header = made.kind === "match" ? headerOf(made.left) : made.kind === "vmap" ? headerOf(made.key) : null;
    const isReset = implied === "tcp" && made.kind === "reject" && made.with === "tcp reset";
    if (implied !== null && (header === implied || header === "th" || isReset)) {
      out.pop();
      out.push(header === "th" ? withHeader(made, implied) : made);
    } else out.push(made);
    sortNeighbours(out);
  }
  return out;
}

function normalOne(statement: Statement, family: NftFamily): Statement {
  if (statement.kind === "reject" && statement.with !== null && statement.with !== "tcp reset") {
    const { protocol, reason } = statement.with;
    const usual = family === "inet" ? "icmpx" : family === "ip" ? "icmp" : "icmpv6";
    if (reason === "port-unreachable" && protocol === usual) return { kind: "reject", with: null };
  }
  if (statement.kind !== "match") return statement;
  const { left, operator, right } = statement;
  if (
    left.kind === "bits" &&
    left.operator === "&" &&
    operator === "==" &&
    right.kind === "value" &&
    left.of.kind === "payload"
  )
    return statement;
  if (left.kind === "bits" && left.operator === "&" && operator === "!=" && right.kind === "value" && right.value === 0)
    return isBitType(left.of)
      ? { ...statement, left: left.of, operator: "", right: { kind: "value", value: left.by } }
      : statement;
  return statement;
}

function isBitType(selector: Selector): boolean {
  return (
    (selector.kind === "ct" && selector.key === "state") || (selector.kind === "payload" && selector.field === "flags")
  );
}

/** `meta l4proto tcp` and `ip protocol tcp` are what `tcp dport` says anyway. */
function protocolOf(statement: Statement): PayloadHeader | null {
  if (statement.kind !== "match" || (statement.operator !== "" && statement.operator !== "==")) return null;
  const { left, right } = statement;
  const isProtocol =
    (left.kind === "meta" && left.key === "l4proto") ||
    (left.kind === "payload" && (left.field === "protocol" || left.field === "nexthdr"));
  return isProtocol && right.kind === "value" ? (TRANSPORTS[Number(right.value)] ?? null) : null;
}

function headerOf(selector: Selector): PayloadHeader | null {
  if (selector.kind === "payload") return selector.header;
  if (selector.kind === "bits") return headerOf(selector.of);
  return null;
}

function withHeader(statement: Statement, header: PayloadHeader): Statement {
  if (statement.kind === "match" && statement.left.kind === "payload")
    return { ...statement, left: { ...statement.left, header } };
  if (statement.kind === "vmap" && statement.key.kind === "payload")
    return { ...statement, key: { ...statement.key, header } };
  return statement;
}

const OFFSETS: Readonly<Record<string, readonly [number, number]>> = {
  sport: [0, 2],
  dport: [2, 2],
  "ip saddr": [12, 4],
  "ip daddr": [16, 4],
};

/** Two fields that lie side by side are compared in one, in the order of the packet. */
function sortNeighbours(out: Statement[]): void {
  const first = out.at(-2);
  const second = out.at(-1);
  if (first === undefined || second === undefined) return;
  const a = placeOf(first);
  const b = placeOf(second);
  if (a === null || b === null || a.header !== b.header || b.offset + b.size !== a.offset) return;
  out.splice(-2, 2, second, first);
}

function placeOf(statement: Statement): { header: PayloadHeader; offset: number; size: number } | null {
  if (statement.kind !== "match" || (statement.operator !== "" && statement.operator !== "==")) return null;
  const { left, right } = statement as MatchStatement;
  if (left.kind !== "payload" || right.kind !== "value") return null;
  const place = OFFSETS[left.field] ?? OFFSETS[`${left.header} ${left.field}`];
  return place === undefined ? null : { header: left.header, offset: place[0], size: place[1] };
}

function checkProtocols(given: readonly Statement[], family: NftFamily, spans: readonly Span[]): void {
  let transport: PayloadHeader | null = null;
  for (const [i, statement] of given.entries()) {
    const header = statement.kind === "match" ? headerOf(statement.left) : null;
    const conflict = (is: string, other: string): SourceError => {
      const span = spans[i] as Span;
      const words = `${header} ${statement.kind === "match" && statement.left.kind === "payload" ? statement.left.field : ""}`;
      return new SourceError(`conflicting protocols specified: ${is} vs. ${other}`, {
        ...span,
        to: span.from + words.length - 1,
      });
    };
    if (family !== "inet" && (header === "ip" || header === "ip6") && header !== family) throw conflict(family, header);
    if (statement.kind === "reject" && statement.with === "tcp reset" && transport !== null && transport !== "tcp") {
      const span = spans[i] as Span;
      throw new SourceError(
        "you cannot use tcp reset with this protocol",
        { ...span, to: span.from + 5 },
        spans[i - 1] === undefined ? null : headSpan(given[i - 1] as Statement, spans[i - 1] as Span),
      );
    }
    if (header === "tcp" || header === "udp" || header === "sctp" || header === "icmp" || header === "icmpv6") {
      if (transport !== null && transport !== header) throw conflict(transport, header);
      transport = header;
    } else transport = protocolOf(statement) ?? transport;
    if (
      statement.kind === "match" &&
      statement.left.kind === "meta" &&
      statement.left.key === "nfproto" &&
      family !== "inet"
    ) {
      const span = spans[i] as Span;
      throw new SourceError("meta nfproto is only useful in the inet family", { ...span, to: span.from + 11 });
    }
  }
}

/** What is looked at, without what it is compared with. */
function headSpan(statement: Statement, span: Span): Span {
  if (statement.kind !== "match" || statement.left.kind !== "payload") return span;
  return { ...span, to: span.from + `${statement.left.header} ${statement.left.field}`.length - 1 };
}

/** A port can be given to connections of a known transport only. */
function checkPorts(given: readonly Statement[], family: NftFamily, spans: readonly Span[]): void {
  const known = given.some(
    (statement) =>
      protocolOf(statement) !== null ||
      (statement.kind === "match" && ["tcp", "udp", "sctp", "th"].includes(headerOf(statement.left) ?? "")) ||
      (statement.kind === "match" && statement.left.kind === "meta" && statement.left.key === "l4proto"),
  );
  for (const [i, statement] of given.entries()) {
    if (
      statement.kind !== "dnat" &&
      statement.kind !== "snat" &&
      statement.kind !== "masquerade" &&
      statement.kind !== "redirect"
    )
      continue;
    const span = spans[i] as Span;
    const verb: Span = { ...span, to: span.from + statement.kind.length - 1 };
    if (family === "inet" && statement.address?.kind === "literal" && statement.family === undefined)
      throw new SourceError("ip or ip6 must be specified with address for inet tables.", verb);
    const { port } = statement;
    if (known || port === undefined || port.kind !== "literal") continue;
    const { length } = literalText(port.literal, ["inet_service"]);
    const to = span.to - flagsLength(statement);
    throw new SourceError(
      "transport protocol mapping is only valid after transport protocol match",
      { ...span, from: to - length + 1, to },
      verb,
    );
  }
}

function flagsLength({ random, fullyRandom, persistent }: NatStatement): number {
  return [random && " random", fullyRandom && " fully-random", persistent && " persistent"].filter(Boolean).join("")
    .length;
}

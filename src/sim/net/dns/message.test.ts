import { expect, test } from "vitest";
import { ip } from "../../core/ip.ts";
import { type DnsMessage, decodeMessage, encodeMessage, query, reply, truncate } from "./message.ts";
import { fqdn, isInZone, isValidName, labelsOf, nameOf, sameName } from "./name.ts";
import { type DnsRecord, dataText, TYPES, typeCode, typeName } from "./record.ts";

const OWNER = { name: "web.default.svc.cluster.local.", ttlSec: 30 };
const RECORDS: DnsRecord[] = [
  { ...OWNER, type: "A", data: ip("10.96.0.100") },
  { ...OWNER, type: "AAAA", data: ip("fd00:10:96::64") },
  { ...OWNER, type: "CNAME", data: "api.example.com." },
  { ...OWNER, type: "NS", data: "ns.dns.cluster.local." },
  { name: "100.0.96.10.in-addr.arpa.", ttlSec: 5, type: "PTR", data: "web.default.svc.cluster.local." },
  {
    ...OWNER,
    type: "SOA",
    data: {
      mname: "ns.dns.cluster.local.",
      rname: "hostmaster.cluster.local.",
      serial: 4_000_000_000,
      refresh: 7200,
      retry: 1800,
      expire: 86_400,
      minimum: 30,
    },
  },
  { ...OWNER, type: "SRV", data: { priority: 0, weight: 100, port: 80, target: "web.default.svc.cluster.local." } },
  { ...OWNER, type: "MX", data: { preference: 10, exchange: "mail.example.com." } },
  { ...OWNER, type: "TXT", data: ["1.1.0", 'say "hi"'] },
  { ...OWNER, type: "unknown", code: 99, data: Uint8Array.of(1, 2, 3) },
];

const QUESTION = query({
  id: 0xbeef,
  name: OWNER.name,
  type: TYPES.A,
  edns: {
    udpSize: 1232,
    version: 0,
    dnssecOk: false,
    options: [{ code: 10, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }],
  },
});

test("a message with a record of every type survives the wire", () => {
  const message: DnsMessage = reply(QUESTION, {
    authoritative: true,
    rcode: "NXDOMAIN",
    answers: RECORDS,
    authorities: [RECORDS[5] as DnsRecord],
    additionals: RECORDS.slice(0, 2),
    edns: QUESTION.edns,
  });
  expect(decodeMessage(encodeMessage(message))).toEqual(message);
});

test("a query is the bytes that dig sends, names compressed after the first", () => {
  const plain = query({ id: 1, name: "web.default.", type: TYPES.A });
  expect([...encodeMessage(plain)]).toEqual([
    0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 119, 101, 98, 7, 100, 101, 102, 97, 117, 108, 116, 0, 0, 1, 0, 1,
  ]);
  const answered = encodeMessage(
    reply(plain, { answers: [{ name: "web.default.", ttlSec: 5, type: "A", data: ip("10.0.0.1") }] }),
  );
  expect([...answered.slice(29)]).toEqual([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 10, 0, 0, 1]);
});

test("bytes that are no message are refused: short, circular, a record longer than the message", () => {
  expect(decodeMessage(Uint8Array.of())).toBeNull();
  expect(decodeMessage(encodeMessage(QUESTION).slice(0, 20))).toBeNull();
  expect(decodeMessage(Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1))).toBeNull();
  const answered = encodeMessage(reply(QUESTION, { answers: [RECORDS[0] as DnsRecord] }));
  expect(decodeMessage(answered.slice(0, -1))).toBeNull();
});

test("an answer that is too long loses its additional records first, then answers, and says so", () => {
  const many = reply(QUESTION, {
    answers: Array.from({ length: 40 }, (_, i) => ({ ...OWNER, type: "A" as const, data: i })),
    additionals: RECORDS.slice(0, 1),
  });
  const cut = truncate(many, 512);
  expect(cut.truncated).toBe(true);
  expect(cut.additionals).toEqual([]);
  expect(cut.answers.length).toBeGreaterThan(20);
  expect(encodeMessage(cut).length).toBeLessThanOrEqual(512);
  expect(truncate(many, 4096)).toBe(many);
});

test("names: labels, escapes, zones, limits", () => {
  expect(labelsOf("a.b.")).toEqual(["a", "b"]);
  expect(labelsOf(".")).toEqual([]);
  expect(nameOf([])).toBe(".");
  expect(labelsOf("a\\.b\\032c.d.")).toEqual(["a.b c", "d"]);
  expect(nameOf(["a.b c", "d"])).toBe("a\\.b\\032c.d.");
  expect(fqdn("web")).toBe("web.");
  expect(sameName("WEB.default", "web.default.")).toBe(true);
  expect(isInZone("a.cluster.local.", "cluster.local")).toBe(true);
  expect(isInZone("acluster.local.", "cluster.local")).toBe(false);
  expect(isInZone("anything", ".")).toBe(true);
  expect(isValidName(`${"a".repeat(64)}.`)).toBe(false);
  expect(isValidName("a..b")).toBe(false);
});

test("types have names and numbers, also those that nobody named", () => {
  expect([typeCode("srv"), typeCode("TYPE1234"), typeCode("nope"), typeName(28), typeName(1234)]).toEqual([
    33,
    1234,
    null,
    "AAAA",
    "TYPE1234",
  ]);
});

test("data is written as in a master file", () => {
  expect(RECORDS.map(dataText)).toEqual([
    "10.96.0.100",
    "fd00:10:96::64",
    "api.example.com.",
    "ns.dns.cluster.local.",
    "web.default.svc.cluster.local.",
    "ns.dns.cluster.local. hostmaster.cluster.local. 4000000000 7200 1800 86400 30",
    "0 100 80 web.default.svc.cluster.local.",
    "10 mail.example.com.",
    '"1.1.0" "say \\"hi\\""',
    "\\# 3 010203",
  ]);
});

import { expect, test } from "vitest";
import { Clock } from "./clock.ts";
import { cidr, contains, formatCidr, formatIp, ip, nthOf, parseCidr, parseIp, sizeOf } from "./ip.ts";
import { calendarOf, formatRfc3339, parseRfc3339 } from "./time.ts";
import { Trace } from "./trace.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

test.each(["0.0.0.0", "10.96.0.1", "255.255.255.255", "::", "::1", "fd00:10:96::a", "2001:db8:0:1::", "1:0:0:2::3"])(
  "the address %s is read and written alike",
  (text) => {
    expect(formatIp(ip(text))).toBe(text);
  },
);

test.each([
  "",
  "1.2.3",
  "1.2.3.4.5",
  "256.1.1.1",
  "01.2.3.4",
  "1.2.3.4 ",
  "::1::",
  "1:2:3:4:5:6:7",
  "g::",
  "1:2:3:4:5:6:7:8:9",
])("%j is not an address", (text) => {
  expect(parseIp(text)).toBeNull();
});

test("a prefix drops its host bits, holds its addresses and no others, and never mixes families", () => {
  const pods = cidr("10.244.1.7/24");
  expect(formatCidr(pods)).toBe("10.244.1.0/24");
  expect(sizeOf(pods)).toBe(256);
  expect(formatIp(nthOf(pods, 5))).toBe("10.244.1.5");
  expect(contains(pods, ip("10.244.1.255"))).toBe(true);
  expect(contains(pods, ip("10.244.2.0"))).toBe(false);
  expect(contains(cidr("0.0.0.0/0"), ip("::1"))).toBe(false);
  expect(contains(cidr("fd00::/8"), ip("fd12::1"))).toBe(true);
  expect(contains(cidr("128.0.0.0/1"), ip("255.0.0.1"))).toBe(true);
  for (const bad of ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/08"])
    expect(parseCidr(bad)).toBeNull();
});

test.each([
  "1970-01-01T00:00:00Z",
  "2000-02-29T23:59:59Z",
  "2026-11-20T10:29:00Z",
  "2100-03-01T00:00:00Z",
  "1969-12-31T23:59:59Z",
])("the moment %s is read and written alike", (text) => {
  expect(formatRfc3339(parseRfc3339(text) as number)).toBe(text);
  expect(parseRfc3339(text)).toBe(Date.parse(text));
});

test("moments have offsets, fractions and weekdays, and impossible ones are refused", () => {
  expect(parseRfc3339("2026-11-20T10:29:00.25+02:00")).toBe(Date.parse("2026-11-20T08:29:00.25Z"));
  expect(calendarOf(Date.parse("2026-11-20T10:29:00Z")).weekday).toBe(5);
  for (const bad of ["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01", ""])
    expect(parseRfc3339(bad)).toBeNull();
});

test.each(["", "plain", "grüße", "日本語", "a🎉b", "\ud800 alone"])(
  "%j becomes the bytes that TextEncoder makes, and comes back",
  (text) => {
    const bytes = encodeUtf8(text);
    expect([...bytes]).toEqual([...new TextEncoder().encode(text)]);
    expect(decodeUtf8(bytes)).toBe(new TextDecoder().decode(bytes));
  },
);

test("bytes that are not UTF-8 decode as TextDecoder decodes them", () => {
  for (const broken of [
    [0x80],
    [0xc3],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x8e],
    [0xed, 0xa0, 0x80],
    [0xc0, 0xaf],
    [0x61, 0xff, 0x62],
    [0xe2, 0x28, 0xa1],
    [0xf4, 0x90, 0x80, 0x80],
  ])
    expect(decodeUtf8(Uint8Array.from(broken))).toBe(
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(broken)),
    );
});

test("a full trace counts what it no longer keeps", () => {
  const clock = new Clock();
  const trace = new Trace<{ type: "sent" | "dropped"; reason?: string }>(clock, 10);
  for (let i = 0; i < 11; i++) trace.emit(i % 2 === 0 ? { type: "sent" } : { type: "dropped", reason: "no-route" });
  expect(trace.nextSeq).toBe(11);
  expect(trace.summary().beforeSeq).toBe(5);
  expect(Object.fromEntries(trace.summary().counts)).toEqual({ sent: 3, "dropped/no-route": 2 });
  expect(trace.between(0).map((event) => event.seq)).toEqual([5, 6, 7, 8, 9, 10]);
  expect(trace.between(7, 9).map((event) => event.seq)).toEqual([7, 8]);
});

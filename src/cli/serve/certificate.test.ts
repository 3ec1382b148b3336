import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { createServerIdentity } from "./certificate.ts";

const NOW_MS = Date.UTC(2026, 0, 5);
const identity = createServerIdentity(NOW_MS);
const [ca, server] = [new X509Certificate(identity.caPem), new X509Certificate(identity.certificatePem)];

it("the server's certificate is signed by the authority, for loopback and nothing else", () => {
  expect(server.verify(ca.publicKey)).toBe(true);
  expect(server.checkIssued(ca)).toBe(true);
  expect(server.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
  expect(server.ca).toBe(false);
  expect(ca.ca).toBe(true);
});

it("it is valid from the day before, for a year", () => {
  expect(server.validFromDate.getTime()).toBe(NOW_MS - 86_400_000);
  expect(server.validToDate.getTime()).toBe(NOW_MS + 365 * 86_400_000);
});

it("the key is the certificate's", () => {
  expect(server.checkPrivateKey(createPrivateKey(identity.keyPem))).toBe(true);
});

import { expect, test } from "vitest";
import { Prng } from "../../core/prng.ts";
import { epochMsOf } from "../../core/time.ts";
import { serviceAccountToken } from "../../kube/api/service-account-token.ts";
import { writePem } from "../../net/tls/x509/pem.ts";
import { clusterAuthority, publicAuthority } from "../pki/authorities.ts";
import { CLUSTER_CERTIFICATE } from "../pki/known-keys.ts";
import { ANONYMOUS, userOfCredentials } from "./authenticate.ts";

const NOW_MS = epochMsOf(2026, 1, 5, 9, 0);
const DAY_MS = 86_400_000;
const server = { authority: CLUSTER_CERTIFICATE, nowMs: NOW_MS };
const token = serviceAccountToken({ namespace: "shop", name: "robot" });
const ROBOT = {
  name: "system:serviceaccount:shop:robot",
  groups: ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"],
};

function certificateOfBob(authority = clusterAuthority(), untilMs = NOW_MS + DAY_MS): string {
  const subject = [
    { type: "O", value: "dev" },
    { type: "CN", value: "bob" },
  ];
  const dates = { notBeforeMs: NOW_MS - 30 * DAY_MS, notAfterMs: untilMs };
  const { chain } = authority.issue({ subject, names: ["bob"], ...dates, prng: new Prng("bob") });
  return writePem("CERTIFICATE", (chain[0] as (typeof chain)[number]).der);
}

test("a certificate of the cluster's authority names a user and groups, whatever the token says", () => {
  const bob = { name: "bob", groups: ["dev", "system:authenticated"] };
  expect(userOfCredentials({ certificate: certificateOfBob(), token: undefined }, server)).toEqual(bob);
  expect(userOfCredentials({ certificate: certificateOfBob(), token: "bad" }, server)).toEqual(bob);
});

test("an expired certificate, and one of another authority, name nobody", () => {
  const expired = certificateOfBob(clusterAuthority(), NOW_MS - DAY_MS);
  expect(userOfCredentials({ certificate: expired, token: undefined }, server)).toBe(null);
  expect(userOfCredentials({ certificate: certificateOfBob(publicAuthority()), token: undefined }, server)).toBe(null);
  expect(userOfCredentials({ certificate: expired, token }, server)).toEqual(ROBOT);
});

test("a token names a service account, a bad one nobody, none at all the anonymous", () => {
  expect(userOfCredentials({ certificate: null, token }, server)).toEqual(ROBOT);
  expect(userOfCredentials({ certificate: null, token: "bad" }, server)).toBe(null);
  expect(userOfCredentials({ certificate: null, token: undefined }, server)).toBe(ANONYMOUS);
});

import { expect, test } from "vitest";
import { ip } from "../../core/ip.ts";
import { Prng } from "../../core/prng.ts";
import type { Stream } from "../../core/stream.ts";
import { readToEnd, writeAll } from "../../core/stream-io.ts";
import { epochMsOf } from "../../core/time.ts";
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { accept, connectTcp } from "../socket/connect.ts";
import { World } from "../testing/world.ts";
import { connectTls, type TlsClientOptions, type TlsSession } from "./client.ts";
import { acceptTls, type TlsServerOptions } from "./server.ts";
import { identity } from "./testing/identities.ts";
import { TlsError } from "./tls-error.ts";
import type { Certificate } from "./x509/certificate.ts";
import { matchingName, verifyChain } from "./x509/verify.ts";

const NOW = epochMsOf(2026, 6, 1);
const ROOT = identity({ name: "Root", isAuthority: true });
const SHOP = identity({ name: "shop", also: ["shop.example.com", "*.shop.example.com", "10.1.0.3"] }, ROOT);
const LARGE = "x".repeat(100_000);

interface Case {
  readonly client?: Partial<TlsClientOptions>;
  readonly server?: Partial<TlsServerOptions>;
  /** Stands between the client and its socket. */
  readonly between?: (stream: Stream) => Stream;
  readonly told?: (session: TlsSession) => void;
}

/** What a client at left hears from a server at right, or why it does not. */
function heard({ client = {}, server = {}, between = (stream) => stream, told = () => {} }: Case): string {
  const world = new World();
  const listener = world.right.sockets.listenTcp({ port: 443 });
  const serverOptions: TlsServerOptions = {
    identify: () => SHOP,
    alpn: ["http/1.1"],
    versions: ["TLSv1.3", "TLSv1.2"],
    prng: new Prng("server"),
    ...server,
  };
  world.start(
    (function* (): Run<void> {
      const socket = yield* accept(listener);
      try {
        const { stream, serverName } = yield* acceptTls(socket, serverOptions);
        yield* writeAll(stream, encodeUtf8(`for ${serverName}: ${LARGE}`));
        stream.close();
      } catch (error) {
        if (!(error instanceof TlsError)) throw error;
        socket.close();
      }
    })(),
  );
  const clientOptions: TlsClientOptions = {
    serverName: "shop.example.com",
    alpn: ["h2", "http/1.1"],
    versions: ["TLSv1.3", "TLSv1.2"],
    prng: new Prng("client"),
    verify: () => null,
    ...client,
  };
  return world.run(
    (function* (): Run<string> {
      const socket = yield* connectTcp(world.left, { to: ip("10.1.0.3"), port: 443 });
      try {
        const session = yield* connectTls(between(socket), clientOptions);
        told(session);
        const answer = decodeUtf8(yield* readToEnd(session.stream));
        const { error, isClosedProperly } = session.stream;
        session.stream.close();
        if (error !== null) return error.message;
        return `${session.version} ${session.cipher} ${session.alpn} ${answer.replace(LARGE, "all of it")} ${isClosedProperly}`;
      } catch (error) {
        if (!(error instanceof TlsError)) throw error;
        return error.message;
      }
    })(),
  );
}

test("TLS 1.3 carries what the server says, agrees on a protocol and ends with a goodbye", () => {
  expect(heard({})).toBe("TLSv1.3 TLS_AES_256_GCM_SHA384 http/1.1 for shop.example.com: all of it true");
});

test("an end that knows only TLS 1.2 gets it, and one that wants more is told so", () => {
  const old = { versions: ["TLSv1.2"] as const };
  const words = "TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384 http/1.1 for shop.example.com: all of it true";
  expect(heard({ server: old })).toBe(words);
  expect(heard({ client: old })).toBe(words);
  expect(heard({ client: { versions: ["TLSv1.3"] }, server: old })).toBe("alert-received: protocol_version");
});

test("no protocol in common, and a name that nobody has, are alerts", () => {
  expect(heard({ client: { alpn: ["h2"] } })).toBe("alert-received: no_application_protocol");
  expect(heard({ server: { identify: (name) => (name === "other" ? SHOP : null) } })).toBe(
    "alert-received: unrecognized_name",
  );
});

test("messages have the sizes of OpenSSL's", () => {
  const seen: string[] = [];
  const observer = {
    record: () => {},
    agreed: () => {},
    message: (direction: string, { number, length }: { number: number; length: number }) =>
      void seen.push(`${direction} ${number} ${length}`),
  };
  heard({ client: { observer } });
  const certificate = SHOP.chain[0]?.der.length ?? 0;
  expect(seen.slice(0, 8)).toEqual([
    "out 1 512",
    "in 2 122",
    "in 8 25",
    `in 11 ${certificate + 13}`,
    "in 15 72",
    "in 20 52",
    "out 1 1",
    "out 20 52",
  ]);
});

test("who has the certificate and not its key cannot answer for it", () => {
  const thief = { chain: SHOP.chain, key: ROOT.key };
  const stolen = {
    ...thief,
    chain: [{ ...(SHOP.chain[0] as Certificate), keyInfo: (ROOT.chain[0] as Certificate).keyInfo }],
  };
  expect(heard({ server: { identify: () => stolen } })).toBe("alert-sent: decrypt_error");
});

test("a byte changed on the way is noticed", () => {
  let seen = 0;
  const tampered = (stream: Stream): Stream => ({
    ...{ readable: stream.readable, writable: stream.writable },
    tryRead(max) {
      const got = stream.tryRead(max);
      if (got === "would-block" || got === "eof") return got;
      const at = 5_000 - seen;
      seen += got.length;
      if (at < 0 || at >= got.length) return got;
      return got.map((byte, i) => (i === at ? byte ^ 1 : byte));
    },
    tryWrite: (data) => stream.tryWrite(data),
    close: () => stream.close(),
  });
  expect(heard({ between: tampered })).toBe("alert-sent: bad_record_mac");
});

test("a client that does not like the certificate says which way", () => {
  expect(heard({ client: { verify: () => "unknown_ca" } })).toBe("alert-sent: unknown_ca");
});

test("what a chain proves: trust, then dates; a forged signature is none", () => {
  const check = (sent: readonly Certificate[], trusted = ROOT.chain) =>
    verifyChain(sent, { trusted, nowMs: NOW }).error;
  const alone = identity({ name: "alone" });
  const old = identity({ name: "old", to: epochMsOf(2026, 2, 1) }, ROOT);
  const early = identity({ name: "early", from: epochMsOf(2026, 8, 1) }, ROOT);
  const middle = identity({ name: "Middle", isAuthority: true }, ROOT);
  const leaf = identity({ name: "leaf" }, middle);
  const forged = identity({ name: "leaf" }, { chain: ROOT.chain, key: alone.key });
  expect(check(SHOP.chain)).toBe(null);
  expect(check(alone.chain)).toBe("self-signed");
  expect(check(alone.chain, alone.chain)).toBe(null);
  expect(check(SHOP.chain, alone.chain)).toBe("no-issuer");
  expect(check([...SHOP.chain, ...ROOT.chain], [])).toBe("self-signed-in-chain");
  expect(check(old.chain)).toBe("expired");
  expect(check(early.chain)).toBe("not-yet-valid");
  expect(check([...leaf.chain, ...middle.chain])).toBe(null);
  expect(check(leaf.chain)).toBe("no-issuer");
  expect(check(forged.chain)).toBe("bad-signature");
});

test("a name fits its certificate: exactly, by one starred label, by address, by CN only without other names", () => {
  const shop = SHOP.chain[0] as Certificate;
  const only = identity({ name: "only.example.com" }).chain[0] as Certificate;
  const matched = (host: string) => matchingName(shop, host)?.value ?? null;
  expect(matched("shop.example.com")).toBe("shop.example.com");
  expect(matched("SHOP.example.com.")).toBe("shop.example.com");
  expect(matched("eu.shop.example.com")).toBe("*.shop.example.com");
  expect(matched("a.eu.shop.example.com")).toBe(null);
  expect(matched("10.1.0.3")).toBe("10.1.0.3");
  expect(matched("10.1.0.4")).toBe(null);
  expect(matched("shop")).toBe(null);
  expect(matchingName(only, "only.example.com")?.kind).toBe("CN");
});

import { describe, expect, test } from "vitest";
import { ip } from "../../core/ip.ts";
import { World } from "../testing/world.ts";

/** What becomes of a connection to `to`, with listeners at these. */
function connecting(listeners: readonly { ip?: string; isOnly6?: boolean }[], to: string): string {
  const world = new World();
  const { sockets } = world.left;
  for (const { ip: at, isOnly6 } of listeners)
    sockets.listenTcp({ ip: at === undefined ? undefined : ip(at), isOnly6, port: 80 });
  const socket = sockets.connectTcp({ to: ip(to), port: 80 });
  world.settle(1_000_000);
  return socket.error === null ? socket.state : String(socket.error.message);
}

describe("who listens for whom", () => {
  test.each([
    [[{}], "127.0.0.1", "ESTABLISHED"],
    [[{}], "::1", "Connection refused"],
    [[{ ip: "::" }], "::1", "ESTABLISHED"],
    [[{ ip: "::" }], "127.0.0.1", "ESTABLISHED"],
    [[{ ip: "::" }], "10.1.0.2", "ESTABLISHED"],
    [[{ ip: "::", isOnly6: true }], "127.0.0.1", "Connection refused"],
    [[{ ip: "::1" }], "::1", "ESTABLISHED"],
    [[{ ip: "::1" }], "127.0.0.1", "Connection refused"],
    [[{}, { ip: "::", isOnly6: true }], "::1", "ESTABLISHED"],
    [[{}, { ip: "::", isOnly6: true }], "127.0.0.1", "ESTABLISHED"],
  ])("%j, asked at %s: %s", (listeners, to, wanted) => {
    expect(connecting(listeners, to)).toBe(wanted);
  });

  test("`::` leaves no room for IPv4 unless it is for IPv6 only", () => {
    expect(() => connecting([{ ip: "::" }, {}], "::1")).toThrow("Address already in use");
    expect(() => connecting([{}, { ip: "::" }], "::1")).toThrow("Address already in use");
    expect(() => connecting([{ ip: "::" }, { ip: "127.0.0.1" }], "::1")).toThrow("Address already in use");
  });

  test("a connection over IPv4 to a listener of both families is a mapped one", () => {
    const world = new World();
    const { sockets } = world.left;
    const listener = sockets.listenTcp({ ip: ip("::"), port: 80 });
    for (const to of ["::1", "127.0.0.1"]) sockets.connectTcp({ to: ip(to), port: 80 });
    world.settle(1_000_000);
    expect([listener.tryAccept()?.isMapped, listener.tryAccept()?.isMapped]).toEqual([false, true]);
  });
});

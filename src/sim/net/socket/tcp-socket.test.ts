import { describe, expect, test } from "vitest";
import { ip } from "../../core/ip.ts";
import { readSome, readToEnd, writeAll } from "../../core/stream-io.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { World } from "../testing/world.ts";
import { accept, connectTcp } from "./connect.ts";
import type { TcpSocket } from "./tcp-socket.ts";

interface Pair {
  readonly world: World;
  readonly client: TcpSocket;
  readonly server: TcpSocket;
}

/** A connection from left to right, established. */
function established(world = new World()): Pair {
  const listener = world.right.sockets.listenTcp({ port: 80 });
  const client = world.left.sockets.connectTcp({ to: ip("10.1.0.3"), port: 80 });
  world.settle(1_000);
  const server = listener.tryAccept();
  if (server === null) throw new Error(world.story());
  return { world, client, server };
}

function states({ client, server }: Pair): string {
  return `${client.state} ${server.state}`;
}

describe("states", () => {
  test("established_handshake", () => {
    expect(states(established())).toBe("ESTABLISHED ESTABLISHED");
  });

  test("established_client_close: the client waits for the server's FIN", () => {
    const pair = established();
    pair.client.close();
    pair.world.settle(1_000);
    expect(states(pair)).toBe("FIN_WAIT2 CLOSE_WAIT");
  });

  test("close_wait_close: who closed first is left in TIME_WAIT for 60 s", () => {
    const pair = established();
    pair.client.close();
    pair.world.settle(1_000);
    pair.server.close();
    pair.world.settle(1_000);
    expect(states(pair)).toBe("TIME_WAIT CLOSE");
    pair.world.settle(59_000_000);
    expect(pair.client.state).toBe("TIME_WAIT");
    pair.world.settle(1_000_000);
    expect(pair.client.state).toBe("CLOSE");
    expect(pair.world.left.sockets.tcpConnections()).toEqual([]);
  });

  test("established_both_close: both pass through CLOSING to TIME_WAIT", () => {
    const pair = established();
    pair.client.close();
    pair.server.close();
    pair.world.settle(1_000);
    expect(states(pair)).toBe("TIME_WAIT TIME_WAIT");
  });

  test("established_shutdown: the other direction stays open", () => {
    const pair = established();
    pair.client.shutdownWrite();
    pair.world.settle(1_000);
    expect(pair.server.tryRead(10)).toBe("eof");
    expect(pair.server.tryWrite(encodeUtf8("late"))).toBe(4);
    pair.world.settle(1_000);
    expect(pair.client.tryRead(10)).toEqual(encodeUtf8("late"));
  });

  test("established_abort: the other end hears a reset", () => {
    const pair = established();
    pair.client.abort();
    pair.world.settle(1_000);
    expect(pair.server.error?.code).toBe("ECONNRESET");
    expect(states(pair)).toBe("CLOSE CLOSE");
  });

  test("established_close_unread: closing with data unread is a reset", () => {
    const pair = established();
    pair.client.tryWrite(encodeUtf8("ignored"));
    pair.world.settle(1_000);
    pair.server.close();
    pair.world.settle(1_000);
    expect(pair.client.error?.code).toBe("ECONNRESET");
  });

  test("closed_write: writing to a closed reader breaks the writer", () => {
    const pair = established();
    pair.server.close();
    pair.world.settle(1_000);
    pair.client.tryWrite(encodeUtf8("too late"));
    pair.world.settle(1_000);
    expect(pair.client.error?.code).toBe("EPIPE");
    expect(pair.client.tryWrite(encodeUtf8("more"))).toBe("broken");
  });

  test("orphan: a FIN_WAIT2 that nobody holds ends after 60 s", () => {
    const pair = established();
    pair.client.close();
    pair.world.settle(61_000_000);
    expect(states(pair)).toBe("CLOSE CLOSE_WAIT");
  });
});

describe("connecting", () => {
  test("a SYN is repeated after 1, 2, 4, 8, 16 and 32 s, and given up after 127 s", () => {
    const world = new World();
    world.rules("-t filter -A FORWARD -j DROP");
    const socket = world.left.sockets.connectTcp({ to: ip("172.18.0.9"), port: 80 });
    world.settle(200_000_000);
    const sent = world.events("sent").filter((event) => event.where === "left/eth0");
    const seconds = sent.map((event) => Math.round(event.atUs / 1_000_000));
    expect(seconds).toEqual([0, 1, 3, 7, 15, 31, 63]);
    expect(socket.error?.code).toBe("ETIMEDOUT");
    expect(world.events("socket").at(-1)?.atUs).toBe(127_000_000);
  });

  test("a time limit of one's own comes first", () => {
    const world = new World();
    world.rules("-t filter -A FORWARD -j DROP");
    const heard = world.run(
      (function* (): Run<string> {
        yield* connectTcp(world.left, { to: ip("172.18.0.9"), port: 80, timeoutUs: 2_000_000 });
        return "connected";
      })(),
    );
    expect(heard).toBe("ETIMEDOUT");
    expect(world.clock.nowUs).toBe(2_000_000);
    expect(world.left.sockets.tcpConnections()).toEqual([]);
  });

  test("a host without a route fails at once", () => {
    const world = new World();
    expect(() => world.outside.sockets.connectTcp({ to: ip("8.8.8.8"), port: 53 })).toThrow("Network is unreachable");
  });

  test("a port can have one listener, and an address must be one's own", () => {
    const world = new World();
    world.left.sockets.listenTcp({ port: 80 });
    expect(() => world.left.sockets.listenTcp({ port: 80, ip: ip("10.1.0.2") })).toThrow("Address already in use");
    expect(() => world.left.sockets.listenTcp({ port: 81, ip: ip("10.1.0.3") })).toThrow(
      "Cannot assign requested address",
    );
  });

  test("a full backlog leaves the caller knocking until there is room", () => {
    const world = new World();
    const listener = world.right.sockets.listenTcp({ port: 80, backlog: 0 });
    const first = world.left.sockets.connectTcp({ to: ip("10.1.0.3"), port: 80 });
    world.settle(1_000);
    const second = world.left.sockets.connectTcp({ to: ip("10.1.0.3"), port: 80 });
    world.settle(500_000);
    expect([first.state, second.state]).toEqual(["ESTABLISHED", "SYN_SENT"]);
    expect(world.drops()).toEqual(["right: socket-backlog-full"]);
    listener.tryAccept();
    world.settle(1_000_000);
    expect(second.state).toBe("ESTABLISHED");
  });

  test("closing the listener resets who waits to be accepted", () => {
    const world = new World();
    const listener = world.right.sockets.listenTcp({ port: 80 });
    const client = world.left.sockets.connectTcp({ to: ip("10.1.0.3"), port: 80 });
    world.settle(1_000);
    listener.close();
    world.settle(1_000);
    expect(client.error?.code).toBe("ECONNRESET");
  });

  test("to 0.0.0.0 is to oneself, over lo", () => {
    const world = new World();
    world.serve(world.left, 80);
    expect(world.ask(world.left, "0.0.0.0", 80)).toBe("left sees 127.0.0.1");
  });
});

describe("data", () => {
  /** Sends `size` bytes from left to right and says how many came, all right and in order. */
  function transfer(world: World, size: number): string {
    const listener = world.right.sockets.listenTcp({ port: 80 });
    const data = Uint8Array.from({ length: size }, (_, i) => (i * 7) & 255);
    world.start(
      (function* (): Run<void> {
        const socket = yield* connectTcp(world.left, { to: ip("10.1.0.3"), port: 80 });
        yield* writeAll(socket, data);
        socket.close();
      })(),
    );
    return world.run(
      (function* (): Run<string> {
        const got = yield* readToEnd(yield* accept(listener));
        return got.every((byte, i) => byte === data[i]) ? `${got.length} bytes` : "garbled";
      })(),
    );
  }

  test("a megabyte arrives in segments of the MSS", () => {
    const world = new World();
    expect(transfer(world, 1_000_000)).toBe("1000000 bytes");
    const largest = Math.max(...world.events("sent").map((event) => event.headers.dataLength));
    expect(largest).toBe(1460);
  });

  test("a link that loses one frame in ten delivers everything all the same", () => {
    const world = new World(3);
    const wire = world.leftLink.link.toB;
    if (wire !== null) wire.loss = { prng: world.network.prng.split("loss"), perMillion: 100_000 };
    expect(transfer(world, 200_000)).toBe("200000 bytes");
    expect(world.drops().filter((drop) => drop.endsWith("link-lost")).length).toBeGreaterThan(5);
  });

  test("a reader that stops reading stops the writer, and starts it again", () => {
    const { world, client, server } = established();
    let written = 0;
    for (;;) {
      const taken = client.tryWrite(new Uint8Array(10_000));
      if (typeof taken !== "number") break;
      written += taken;
      world.settle(1_000);
    }
    expect(server.receiveQueue).toBe(65_535);
    expect(written).toBe(65_535 + 131_072);
    const got = world.run(
      (function* (): Run<string> {
        let length = 0;
        while (length < written) length += (yield* readSome(server))?.length ?? 0;
        return String(length);
      })(),
    );
    expect(got).toBe(String(written));
  });

  test("a smaller MTU on the way shrinks the segments", () => {
    const world = new World();
    const listener = world.outside.sockets.listenTcp({ port: 80 });
    world.host.device("eth0").mtu = 1_000;
    const client = world.left.sockets.connectTcp({ to: ip("172.18.0.9"), port: 80 });
    world.settle(10_000);
    client.tryWrite(new Uint8Array(5_000));
    world.settle(10_000);
    expect(world.drops()).toContain("host: mtu-exceeded");
    expect(client.mss).toBe(960);
    expect(listener.tryAccept()?.receiveQueue).toBe(5_000);
  });
});

import { describe, expect, it } from "vitest";
import { cidr, ip } from "../../../sim/core/ip.ts";
import { createVeth } from "../../../sim/net/link/veth.ts";
import { given, run } from "../../testing/given.ts";

/** here 10.0.0.1 -- 10.0.0.254 [router] 10.0.1.254 -- 10.0.1.2 there, which listens on port 80 */
function behindRouter() {
  const machine = given.machine();
  const { network } = machine;
  const router = network.network.createNamespace({ name: "router" });
  const there = network.network.createNamespace({ name: "there" });
  router.sysctls.ipForward = true;
  const near = createVeth({ a: { namespace: network, name: "eth0" }, b: { namespace: router, name: "eth0" } });
  const far = createVeth({ a: { namespace: router, name: "eth1" }, b: { namespace: there, name: "eth0" } });
  network.addAddress(near.a, "10.0.0.1/24");
  router.addAddress(near.b, "10.0.0.254/24");
  router.addAddress(far.a, "10.0.1.254/24");
  there.addAddress(far.b, "10.0.1.2/24");
  network.routes.add({ dst: cidr("0.0.0.0/0"), via: ip("10.0.0.254") });
  there.routes.add({ dst: cidr("0.0.0.0/0"), via: ip("10.0.1.254") });
  there.sockets.listenTcp({ port: 80 });
  return machine;
}

const WAY = "traceroute to 10.0.1.2 (10.0.1.2), 30 hops max, 60 byte packets\n 1  10.0.0.254  T\n 2  10.0.1.2  T\n";

function masked(text: string): string {
  return text.replace(/\d+\.\d{3} ms/g, "T");
}

describe("traceroute", () => {
  it.each([
    ["with datagrams to ports that nobody has", "-n -q 1"],
    ["with echo requests", "-n -q 1 -I"],
    ["with SYNs to an open port", "-n -q 1 -T"],
    ["with SYNs to a closed one", "-n -q 1 -T -p 81"],
    ["with datagrams to one port", "-n -q 1 -U"],
  ])("finds the way %s", (_what, options) => {
    expect(masked(run(behindRouter(), `traceroute ${options} 10.0.1.2`).stdout)).toBe(WAY);
  });

  it("shows a star for what does not answer, and stops where it is told to", () => {
    const { stdout } = run(behindRouter(), "traceroute -n -q 2 -m 2 -w 1 10.0.1.77");
    expect(masked(stdout)).toBe(
      "traceroute to 10.0.1.77 (10.0.1.77), 2 hops max, 60 byte packets\n 1  10.0.0.254  T  T\n 2  * *\n",
    );
  });
});

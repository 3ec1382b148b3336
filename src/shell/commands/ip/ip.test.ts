import { describe, expect, it } from "vitest";
import { ip } from "../../../sim/core/ip.ts";
import { Bridge } from "../../../sim/net/link/bridge.ts";
import { createVeth } from "../../../sim/net/link/veth.ts";
import { Vxlan } from "../../../sim/net/link/vxlan.ts";
import { given, run } from "../../testing/given.ts";

/** A machine with a bridge br0 (10.0.0.1/24) and a container on it, behind eth0 172.18.0.3 with a VXLAN device. */
function withBridge() {
  const machine = given.machine();
  const { network } = machine;
  const outside = network.network.createNamespace({ name: "outside" });
  const far = network.network.createNamespace({ name: "far" });
  const uplink = createVeth({ a: { namespace: network, name: "eth0" }, b: { namespace: outside, name: "eth0" } });
  network.addAddress(uplink.a, "172.18.0.3/16");
  const bridge = new Bridge(network, "br0");
  network.addAddress(bridge.device, "10.0.0.1/24");
  const { a, b } = createVeth({ a: { namespace: network, name: "veth0" }, b: { namespace: far, name: "eth0" } });
  bridge.attach(a);
  far.addAddress(b, "10.0.0.2/24");
  const vxlan = new Vxlan(network, {
    name: "vx",
    vni: 1,
    local: ip("172.18.0.3"),
    underlay: uplink.a,
    learning: false,
  });
  return { machine, vxlan };
}

function masked(text: string): string {
  return text.replace(/([0-9a-f]{1,2}:){5}[0-9a-f]{1,2}/g, "MAC");
}

describe("ip neigh", () => {
  it("adds, shows, and takes away", () => {
    const { machine } = withBridge();
    const { stdout, stderr } = run(
      machine,
      "ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev br0; ip neigh; ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev br0; ip neigh del 10.0.0.9 dev br0; ip neigh del 10.0.0.9 dev br0",
    );
    expect(stdout).toBe("10.0.0.9 dev br0 lladdr 02:00:00:00:00:09 PERMANENT \n");
    expect(stderr).toBe("RTNETLINK answers: File exists\nRTNETLINK answers: No such file or directory\n");
  });
});

describe("ip -d link", () => {
  it("tells what is particular to a VXLAN device", () => {
    const { machine } = withBridge();
    expect(masked(run(machine, "ip -d link show vx").stdout)).toContain(
      "    vxlan id 1 local 172.18.0.3 dev eth0 srcport 0 0 dstport 8472 nolearning ttl auto ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx addrgenmode eui64",
    );
  });
});

describe("bridge", () => {
  it("lists addresses behind ports, and those that a VXLAN device knows the host of", () => {
    const { machine, vxlan } = withBridge();
    run(machine, "ping -c 1 10.0.0.2");
    vxlan.setRemote(0x0200_0000_00aa, ip("172.18.0.4"));
    expect(masked(run(machine, "bridge fdb").stdout)).toBe(
      "MAC dev veth0 master br0 \nMAC dev veth0 master br0 permanent\nMAC dev vx dst 172.18.0.4 self permanent\n",
    );
  });

  it("writes entries of a VXLAN device, and refuses where there is no room for one", () => {
    const { machine, vxlan } = withBridge();
    run(machine, "bridge fdb append 00:00:00:00:00:00 dev vx dst 172.18.0.5");
    expect(vxlan.defaults).toEqual([ip("172.18.0.5")]);
    expect(run(machine, "bridge fdb add 02:00:00:00:00:01 dev nosuch dst 1.2.3.4")).toMatchObject({
      stderr: 'Cannot find device "nosuch"\n',
      exitCode: 1,
    });
  });

  it("shows ports as brctl did", () => {
    const { machine } = withBridge();
    expect(run(machine, "bridge link").stdout).toMatch(
      /^\d+: veth0@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 state forwarding priority 32 cost 2 \n$/,
    );
    expect(run(machine, "brctl show").stdout).toMatch(
      /^bridge name\tbridge id\t\tSTP enabled\tinterfaces\nbr0\t\t8000\.[0-9a-f]{12}\tno\t\tveth0\n$/,
    );
  });
});

describe("arping", () => {
  it("asks a neighbour, first everybody and then it alone", () => {
    const { machine } = withBridge();
    const { stdout, exitCode } = run(machine, "arping -c 2 10.0.0.2");
    expect(
      masked(stdout.toLowerCase())
        .replace(/\d\.\d{3}ms/g, "t")
        .toLowerCase(),
    ).toBe(
      "arping 10.0.0.2 from 10.0.0.1 br0\nunicast reply from 10.0.0.2 [mac]  t\nunicast reply from 10.0.0.2 [mac]  t\nsent 2 probes (1 broadcast(s))\nreceived 2 response(s)\n",
    );
    expect(exitCode).toBe(0);
  });

  it("fails when nobody answers", () => {
    const { machine } = withBridge();
    expect(run(machine, "arping -c 1 -w 1 10.0.0.77")).toMatchObject({ exitCode: 1 });
  });
});

describe("busybox ip", () => {
  it("prints neither state nor group, and takes another namespace's device for down", () => {
    const { machine } = withBridge();
    expect(masked(run(machine, "busybox ip addr show eth0").stdout)).toMatch(
      /^\d+: eth0@if\d+: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue qlen 1000\n {4}link\/ether MAC brd MAC\n {4}inet 172\.18\.0\.3\/16 /,
    );
    expect(run(machine, "busybox ip -o link show br0").stdout).toMatch(/ qlen 1000\\ {4}link\/ether /);
    expect(run(machine, "busybox ip link show nope")).toMatchObject({
      stderr: "ip: can't find device 'nope'\n",
      exitCode: 1,
    });
    expect(run(machine, "busybox ip -br addr").stderr).toContain("Usage: ip [OPTIONS]");
  });
});

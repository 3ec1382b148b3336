import { expect, test } from "vitest";
import { cidr } from "../../core/ip.ts";
import { CniError } from "./cni-plugin.ts";
import { HostLocalIpam } from "./ipam.ts";

test("addresses are handed out upwards, and one that came back waits for its turn", () => {
  const ipam = new HostLocalIpam(cidr("10.1.0.0/29"));
  expect(["a", "b", "c"].map((key) => ipam.allocate(key))).toEqual(["10.1.0.2", "10.1.0.3", "10.1.0.4"]);
  ipam.release("a");
  expect(["d", "e", "f"].map((key) => ipam.allocate(key))).toEqual(["10.1.0.5", "10.1.0.6", "10.1.0.2"]);
  expect(() => ipam.allocate("g")).toThrow(CniError);
});

test("a reserved address is not handed out", () => {
  const ipam = new HostLocalIpam(cidr("10.1.0.0/29"));
  ipam.reserve("x", "10.1.0.2");
  ipam.reserve("elsewhere", "192.168.0.1");
  expect(ipam.allocate("a")).toBe("10.1.0.3");
});

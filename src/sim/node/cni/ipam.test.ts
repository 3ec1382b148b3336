import { expect, test } from "vitest";
import { cidr } from "../../core/ip.ts";
import { DirectoryNode } from "../../os/vfs/node.ts";
import { Vfs } from "../../os/vfs/vfs.ts";
import { CniError } from "./cni-plugin.ts";
import { containerIdOf, HostLocalIpam } from "./ipam.ts";

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

test("what is taken is a file for each address, with whose it is, until it comes back", () => {
  const files = new Vfs(new DirectoryNode(), () => 0);
  const directory = "/var/lib/cni/networks/net";
  const ipam = new HostLocalIpam(cidr("10.1.0.0/29"), { store: { files, directory, nowMs: () => 0 } });
  for (const key of ["default/a", "default/b"]) ipam.allocate(key);
  expect([...files.list(directory)].sort()).toEqual(["10.1.0.2", "10.1.0.3", "last_reserved_ip.0", "lock"]);
  expect(files.readText(`${directory}/10.1.0.2`)).toBe(`${containerIdOf("default/a")}\r\neth0`);
  expect(files.readText(`${directory}/last_reserved_ip.0`)).toBe("10.1.0.3");
  ipam.release("default/a");
  expect(files.exists(`${directory}/10.1.0.2`)).toBe(false);
});

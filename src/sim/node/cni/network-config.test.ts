import { expect, test } from "vitest";
import { DirectoryNode } from "../../os/vfs/node.ts";
import { Vfs } from "../../os/vfs/vfs.ts";
import { networkConfig } from "./network-config.ts";

const CONF = "/etc/cni/net.d/10-net.conflist";

test("the configuration is read anew whenever its file has changed, and only the first that can be read counts", () => {
  const files = new Vfs(new DirectoryNode(), () => 0);
  expect(networkConfig(files)).toBeNull();
  files.makeDirectory("/etc/cni/net.d", "/", { parents: true });
  files.writeFile(CONF, '{"name":"one","plugins":[{"type":"ptp"},{"type":"portmap"}]}');
  files.writeFile("/etc/cni/net.d/20-other.conflist", '{"name":"other","plugins":[{"type":"bridge"}]}');
  const one = networkConfig(files);
  expect(one?.name).toBe("one");
  expect(networkConfig(files)).toEqual(one);
  files.writeFile(CONF, '{"name":"two","plugins":[{"type":"ptp"}]}');
  expect(networkConfig(files)?.name).toBe("two");
  files.writeFile(CONF, "{");
  expect(networkConfig(files)?.name).toBe("other");
});

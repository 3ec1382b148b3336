import { expect, test } from "vitest";
import { dockerDesktop } from "./docker-desktop.ts";
import { kind } from "./kind.ts";
import { kubeadmFlannel } from "./kubeadm-flannel.ts";
import { MAX_NODES, withNodes } from "./with-nodes.ts";

test("further nodes go on with the last one's name, address and range", () => {
  const rows = (withNodes(kind, 5) ?? []).map(({ name, ip, podCIDR }) => `${name} ${ip} ${podCIDR}`);
  expect(rows.slice(2)).toEqual([
    "kind-worker2 172.18.0.4 10.244.2.0/24",
    "kind-worker3 172.18.0.5 10.244.3.0/24",
    "kind-worker4 172.18.0.6 10.244.4.0/24",
  ]);
  expect(withNodes(kubeadmFlannel, 4)?.at(-1)).toMatchObject({ name: "node-3", isControlPlane: false });
});

test("fewer nodes are the first ones", () => {
  expect(withNodes(kind, 1)?.map(({ name }) => name)).toEqual(["kind-control-plane"]);
});

test("one virtual machine stays one, and there is an end", () => {
  expect(withNodes(dockerDesktop, 2)).toBeNull();
  expect(withNodes(kind, MAX_NODES + 1)).toBeNull();
});

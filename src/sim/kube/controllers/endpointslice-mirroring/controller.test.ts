import { expect, it } from "vitest";
import { givenControlPlane } from "../../testing/given-control-plane.ts";

const CORE = "/api/v1/namespaces/default";
const SLICES =
  "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Ddb";

it("shows hand-written Endpoints of a Service without selector as a slice, and follows them", () => {
  const plane = givenControlPlane();
  const ports = [{ name: "sql", port: 3306, targetPort: 3306 }];
  plane.send("POST", `${CORE}/services`, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "db" },
    spec: { ports },
  });
  const endpoints = (...ips: string[]) => ({
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name: "db" },
    subsets: [{ addresses: ips.map((ip) => ({ ip })), ports: [{ name: "sql", port: 3306 }] }],
  });
  plane.send("POST", `${CORE}/endpoints`, endpoints("192.168.100.10", "192.168.100.11"));
  plane.run(1);
  expect(plane.rows(SLICES).map((cells) => cells.slice(1, 4))).toEqual([
    ["IPv4", "3306", "192.168.100.10,192.168.100.11"],
  ]);
  plane.send("PUT", `${CORE}/endpoints/db`, endpoints("192.168.100.12"));
  plane.run(1);
  expect(plane.rows(SLICES).map((cells) => cells[3])).toEqual(["192.168.100.12"]);
  plane.send("DELETE", `${CORE}/endpoints/db`);
  plane.run(1);
  expect(plane.rows(SLICES)).toEqual([]);
});

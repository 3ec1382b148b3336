import { expect, it } from "vitest";
import { byHash } from "./port-order.ts";

const port = (name: string, number: number, protocol: string) => ({ name, port: number, protocol });

it("orders a subset's ports as the controller of 1.36 does", () => {
  const dns = [port("dns", 53, "UDP"), port("dns-tcp", 53, "TCP"), port("metrics", 9153, "TCP")];
  expect(dns.sort(byHash)[0]?.name).toBe("metrics");
  const web = [port("dns", 5353, "UDP"), port("metrics", 9113, "TCP"), port("http", 80, "TCP")];
  expect(web.sort(byHash).map(({ name }) => name)).toEqual(["http", "metrics", "dns"]);
});

import { expect, it } from "vitest";
import { startNameServer } from "../../../sim/os/resolver/testing/name-server.ts";
import { given, runProgram } from "../../testing/given.ts";
import { tool } from "../failure.ts";
import { oldNslookup } from "./busybox-1.28-nslookup.ts";

function look(...words: string[]) {
  const machine = given.machine({
    files: { "/etc/resolv.conf": "search default.svc.cluster.local\nnameserver 127.0.0.1\noptions ndots:5\n" },
  });
  startNameServer(machine, [
    "kubernetes.default.svc.cluster.local A 10.96.0.1",
    "1.0.96.10.in-addr.arpa PTR kubernetes.default.svc.cluster.local",
    "1.0.0.127.in-addr.arpa PTR kube-dns.kube-system.svc.cluster.local",
  ]);
  return runProgram(machine, tool(oldNslookup), { argv: ["nslookup", ...words] });
}

const SERVER = "Server:    127.0.0.1\nAddress 1: 127.0.0.1 kube-dns.kube-system.svc.cluster.local\n\n";

it("follows the search list and names each address, as old documents show it", () => {
  expect(look("kubernetes")).toEqual({
    stdout: `${SERVER}Name:      kubernetes\nAddress 1: 10.96.0.1 kubernetes.default.svc.cluster.local\n`,
    stderr: "",
    exitCode: 0,
  });
});

it("says in one line what it cannot resolve", () => {
  expect(look("nope")).toEqual({ stdout: SERVER, stderr: "nslookup: can't resolve 'nope'\n", exitCode: 1 });
});

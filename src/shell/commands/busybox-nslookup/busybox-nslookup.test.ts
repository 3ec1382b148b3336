import { expect, it } from "vitest";
import { startNameServer } from "../../../sim/os/resolver/testing/name-server.ts";
import { given, runProgram } from "../../testing/given.ts";
import { tool } from "../failure.ts";
import { busyboxNslookup } from "./busybox-nslookup.ts";

const SERVER = "Server:\t\t127.0.0.1\nAddress:\t127.0.0.1:53\n\n";

function look(...words: string[]) {
  const machine = given.machine({
    files: {
      "/etc/resolv.conf":
        "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 127.0.0.1\noptions ndots:5\n",
    },
  });
  startNameServer(machine, [
    "kubernetes.default.svc.cluster.local A 10.96.0.1",
    "ext-db.default.svc.cluster.local CNAME db.example.com",
    "db.example.com A 203.0.113.10",
  ]);
  return runProgram(machine, tool(busyboxNslookup), { argv: ["nslookup", ...words] });
}

it("asks for a short name in every search domain and prints every answer, as 1.37 was recorded to do", () => {
  expect(look("kubernetes")).toEqual({
    stdout:
      `${SERVER}Name:\tkubernetes.default.svc.cluster.local\nAddress: 10.96.0.1\n\n** server can't find kubernetes.svc.cluster.local: NXDOMAIN\n\n** server can't find kubernetes.cluster.local: NXDOMAIN\n\n\n` +
      "** server can't find kubernetes.svc.cluster.local: NXDOMAIN\n\n** server can't find kubernetes.cluster.local: NXDOMAIN\n\n",
    stderr: "",
    exitCode: 1,
  });
});

it("takes a name with a dot as it is", () => {
  expect(look("kubernetes.default").stdout).toBe(
    `${SERVER}** server can't find kubernetes.default: NXDOMAIN\n\n** server can't find kubernetes.default: NXDOMAIN\n\n`,
  );
  expect(look("ext-db.default.svc.cluster.local").stdout).toBe(
    `${SERVER}ext-db.default.svc.cluster.local\tcanonical name = db.example.com\nName:\tdb.example.com\nAddress: 203.0.113.10\n\next-db.default.svc.cluster.local\tcanonical name = db.example.com\n\n`,
  );
});

it("refuses a type that it does not know", () => {
  expect(look("-type=bad", "x")).toEqual({ stdout: "", stderr: 'nslookup: invalid query type "bad"\n', exitCode: 1 });
});

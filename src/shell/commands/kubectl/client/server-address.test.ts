import { expect, test } from "vitest";
import { checkServer } from "./server-address.ts";

test.each([
  ["a=b:NoSchedule", 'invalid port ":NoSchedule" after host'],
  ['[{"op":"add"}]', 'invalid character "{" in host name'],
  ["https://x y", 'invalid character " " in host name'],
  ["[::1", "missing ']' in host"],
  ["[::1]x", 'invalid port "x" after host'],
  ["foo://bar", 'unsupported protocol scheme "foo"'],
  ["http://", 'host must be a URL or a host:port pair: "http://"'],
])("%s is refused", (server, message) => {
  expect(() => checkServer(server)).toThrow(message);
});

test.each(["localhost:8080", "https://10.0.0.1:6443", "https://[fd00::1]:6443/prefix", "cluster.example"])(
  "%s is an address",
  (server) => {
    expect(() => checkServer(server)).not.toThrow();
  },
);

import { expect, it } from "vitest";
import { hostOf, lets, parsePatterns } from "./filter.ts";

function patterns(list: string): readonly RegExp[] {
  const parsed = parsePatterns(list);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
}

const FILTER = {
  acceptPaths: patterns("^.*"),
  rejectPaths: patterns("^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach"),
  acceptHosts: patterns("^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$"),
  rejectMethods: patterns("^$"),
};

it.each([
  ["GET", "/api", "localhost:8001", true],
  ["GET", "/api", "127.0.0.1", true],
  ["GET", "/api", "[::1]", true],
  ["GET", "/api", "example.com", false],
  ["POST", "/api/v1/namespaces/default/pods/web/exec", "localhost", false],
])("%s %s from %s", (method, path, host, isLet) => {
  expect(lets(FILTER, method, path, hostOf(host))).toBe(isLet);
});

it.each([
  ["(", "error parsing regexp: missing closing ): `(`"],
  ["[", "error parsing regexp: missing closing ]: `[`"],
  ["*", "error parsing regexp: missing argument to repetition operator: `*`"],
])("%s is no pattern", (list, fault) => {
  expect(parsePatterns(list)).toBe(fault);
});

import { describe, expect, it } from "vitest";
import { nameOf } from "./origin.ts";
import { parseTarget, targetText } from "./target.ts";

describe("a target", () => {
  it.each([
    ["http://web", { scheme: "http", host: "web", port: 80, path: "/" }],
    ["http://web.shop:8080/a?b=1", { scheme: "http", host: "web.shop", port: 8080, path: "/a?b=1" }],
    ["https://web/x", { scheme: "https", host: "web", port: 443, path: "/x" }],
    ["db:5432", { scheme: "tcp", host: "db", port: 5432, path: "/" }],
    ["http://10.96.0.1:443/", { scheme: "http", host: "10.96.0.1", port: 443, path: "/" }],
  ])("%s is read", (text, target) => {
    expect(parseTarget(text)).toEqual(target);
  });

  it.each(["web", "ftp://web", "web:0", "web:70000", "db:5432/path", "http://"])("%s is none", (text) => {
    expect(parseTarget(text)).toBeNull();
  });

  it("is printed as it would be typed", () => {
    expect(["http://web:80/x", "db:5432"].map((text) => targetText(parseTarget(text)!))).toEqual([
      "http://web/x",
      "db:5432",
    ]);
  });
});

describe("an origin", () => {
  it.each([
    ["host", "your machine"],
    ["node/worker-1", "node worker-1"],
    ["probe", "a Pod of namespace default"],
    ["probe/shop", "a Pod of namespace shop"],
    ["pod/shop/web-1", "Pod web-1"],
    ["pods/app=web", "a Pod with the labels app=web"],
  ])("%s is called %s", (from, name) => {
    expect(nameOf(from)).toBe(name);
  });
});

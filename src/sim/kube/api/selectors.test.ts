import { describe, expect, it } from "vitest";
import { parseFieldSelector } from "./field-selectors.ts";
import { parseSelector, SelectorError, selectorOf } from "./selectors.ts";

const PAIRS = { app: "web", tier: "front", size: "5" };

describe("a label selector", () => {
  it.each([
    ["", true],
    ["app=web", true],
    ["app==web,tier=front", true],
    ["app=web,tier=back", false],
    ["app!=db", true],
    ["other!=x", true],
    ["app in (db, web)", true],
    ["app notin (web)", false],
    ["other notin (web)", true],
    ["tier", true],
    ["!tier", false],
    ["!other", true],
    ["size>4", true],
    ["size<5", false],
  ])("%j matches: %j", (text, matches) => {
    expect(parseSelector(text).matches(PAIRS)).toBe(matches);
  });

  it.each([
    ["app in web", "unable to parse requirement: found 'web' expected: '('"],
    ["app=web,", "found '', expected: identifier after ','"],
    ["app=we b", "found 'b', expected: ',' or 'end of string'"],
  ])("%j is refused: %s", (text, why) => {
    expect(() => parseSelector(text)).toThrow(new SelectorError(why));
  });

  it("is written as its text form whether it came as text or as an object", () => {
    const object = { matchLabels: { b: "2" }, matchExpressions: [{ key: "a", operator: "In", values: ["y", "x"] }] };
    expect(selectorOf(object).toString()).toBe("a in (x,y),b=2");
    expect(parseSelector("b=2,a in (y,x)").toString()).toBe("a in (x,y),b=2");
  });

  it("matches everything when empty and nothing when absent", () => {
    expect(selectorOf({}).matches(PAIRS)).toBe(true);
    expect(selectorOf(undefined).matches(PAIRS)).toBe(false);
  });
});

describe("a field selector", () => {
  it("compares for equality and inequality only", () => {
    const selector = parseFieldSelector("status.phase=Running,spec.nodeName!=a");
    const of = (phase: string, node: string): boolean =>
      selector.matches((field) => (field === "status.phase" ? phase : node));
    expect([of("Running", "b"), of("Running", "a"), of("Pending", "b")]).toEqual([true, false, false]);
  });

  it("names the first of its parts by the alphabet that makes no sense", () => {
    expect(() => parseFieldSelector("x in (a,b,c)")).toThrow("invalid selector: 'x in (a,b,c)'; can't understand 'b'");
  });
});

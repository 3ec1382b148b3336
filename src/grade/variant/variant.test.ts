import { describe, expect, it } from "vitest";
import { filledIn, unknownNames } from "./template.ts";
import { valuesOf } from "./values-of.ts";
import { follows, oneOf, wholeNumber } from "./variable.ts";

const VARIABLES = { app: oneOf("web", "shop", "blog"), port: wholeNumber(8000, 8009) };

describe("a variant", () => {
  it("is the same for the same seed, and students get different ones", () => {
    expect(valuesOf(VARIABLES, "ada")).toEqual(valuesOf(VARIABLES, "ada"));
    const seen = new Set(Array.from({ length: 200 }, (_, seed) => JSON.stringify(valuesOf(VARIABLES, seed))));
    expect(seen.size).toBe(30);
  });

  it("does not shift when a variable is added", () => {
    const more = { ...VARIABLES, fault: oneOf("selector", "port") };
    expect(valuesOf(more, 5)).toMatchObject(valuesOf(VARIABLES, 5));
  });

  it("says what follows from another value, and does not guess", () => {
    const colours = { web: "red", shop: "blue", blog: "green" };
    for (const seed of [1, 2, 3, 4]) {
      const { app = "", colour } = valuesOf({ ...VARIABLES, colour: follows("app", colours) }, seed);
      expect(colour).toBe(colours[app as keyof typeof colours]);
    }
    expect(() => valuesOf({ ...VARIABLES, colour: follows("app", {}) }, 1)).toThrow("nothing follows");
    expect(() => valuesOf({ colour: follows("app", colours), ...VARIABLES }, 1)).toThrow("nothing follows");
  });
});

describe("a text with a student's values", () => {
  it("writes values for names, and leaves alone what is no name", () => {
    const text = "curl -u me@example.com http://@app@:@port@/ # @Nobody@ user@host";
    expect(filledIn(text, { app: "shop", port: "8001" })).toBe(
      "curl -u me@example.com http://shop:8001/ # @Nobody@ user@host",
    );
  });

  it("keeps a stretch for one value only, also behind a comment sign", () => {
    const text = "a\n# @if fault=port|name@\nb\n# @end@\n@if fault=policy@\nc\n@end@\nd";
    expect(filledIn(text, { fault: "port" })).toBe("a\nb\nd");
    expect(filledIn(text, { fault: "policy" })).toBe("a\nc\nd");
  });

  it("tells names that nobody defines, and stretches that nobody closes", () => {
    expect(unknownNames("@app@ @prot@\n@if fault=a@\nx", ["app"])).toEqual(["fault", "prot", "end"]);
    expect(unknownNames("@if app=a@\nx\n@end@", ["app"])).toEqual([]);
  });
});

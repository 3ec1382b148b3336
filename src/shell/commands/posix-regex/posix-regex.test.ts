import { describe, expect, it } from "vitest";
import { compileRegex, groupText } from "./posix-regex.ts";

function ere(pattern: string, text: string): string[] | null {
  const regex = compileRegex(pattern, { extended: true });
  const match = regex.exec(text);
  return match === null ? null : Array.from({ length: regex.groups + 1 }, (_, i) => groupText(text, match, i));
}

function bre(pattern: string, text: string): string | null {
  const match = compileRegex(pattern, { extended: false }).exec(text);
  return match === null ? null : groupText(text, match, 0);
}

describe("extended expressions", () => {
  it("take the longest of the leftmost matches, whatever comes first in the pattern", () => {
    expect(ere("foo|foobar", "xfoobar")).toEqual(["foobar"]);
    expect(ere("a?(ab)?", "ab")).toEqual(["ab", "ab"]);
    expect(ere("(a|ab)(c|bcd)(d*)", "abcd")).toEqual(["abcd", "a", "bcd", ""]);
  });

  it("have intervals, classes and anchors", () => {
    expect(ere("[0-9]{1,3}(\\.[0-9]{1,3}){3}", "ip 10.1.0.12!")).toEqual(["10.1.0.12", ".12"]);
    expect(ere("^[[:alpha:]_]+=", "PATH_A=1")).toEqual(["PATH_A="]);
    expect(ere("a{", "a{")).toEqual(["a{"]);
    expect(ere("[]a]+", "x]a]")).toEqual(["]a]"]);
  });

  it("are as fast on the patterns that send a backtracking engine astray", () => {
    expect(ere("(a+)+$", `${"a".repeat(5000)}b`)).toBeNull();
    expect(ere("(a|a)*b", "a".repeat(2000))).toBeNull();
  });

  it("say what is wrong with them in regcomp's words", () => {
    const fault = (pattern: string) => () => compileRegex(pattern, { extended: true });
    expect(fault("(a")).toThrow("Unmatched ( or \\(");
    expect(fault("[a")).toThrow("Unmatched [, [^, [:, [., or [=");
    expect(fault("a\\")).toThrow("Trailing backslash");
    expect(fault("[b-a]")).toThrow("Invalid range end");
  });
});

describe("basic expressions", () => {
  it("keep + ? | ( ) { for themselves unless a backslash stands before", () => {
    expect(bre("a+b", "aab a+b")).toBe("a+b");
    expect(bre("a\\+b", "aab")).toBe("aab");
    expect(bre("*a", "x*a")).toBe("*a");
    expect(bre("a\\{2\\}", "caaa")).toBe("aa");
  });

  it("refer back to a group", () => {
    expect(bre("\\(.\\)\\1", "abccd")).toBe("cc");
  });

  it("take ^ and $ as anchors only at the edges", () => {
    expect(bre("a^b$c", "a^b$c")).toBe("a^b$c");
    expect(bre("\\(^a\\)", "ba")).toBeNull();
  });
});

import { expect, it } from "vitest";
import { bool, duration, int, list, slice, text } from "./flag.ts";
import { FlagSet } from "./flag-set.ts";

function parse(...words: string[]): FlagSet {
  const flags = new FlagSet([
    text("output/o"),
    text("dry-run", "none", { whenBare: "unchanged" }),
    bool("all-namespaces/A"),
    bool("watch/w"),
    int("tail", -1),
    slice("label-columns/L"),
    list("from-literal"),
    duration("timeout"),
    text("namespace/n"),
  ]);
  flags.parse(words);
  return flags;
}

it("a value stands after = or as the next word, and flags may stand anywhere", () => {
  const flags = parse("pods", "--output=yaml", "web", "-n", "shop", "--tail", "5");
  expect([flags.args, flags.text("output"), flags.text("namespace"), flags.int("tail")]).toEqual([
    ["pods", "web"],
    "yaml",
    "shop",
    5,
  ]);
});

it("shorthands stand together, and the last takes what follows it", () => {
  const flags = parse("-Awoyaml");
  expect([flags.bool("all-namespaces"), flags.bool("watch"), flags.text("output")]).toEqual([true, true, "yaml"]);
  expect(parse("-o=json").text("output")).toBe("json");
});

it("after -- everything is an argument", () => {
  const flags = parse("pod", "--", "ls", "-l");
  expect([flags.args, flags.dashAt]).toEqual([["pod", "ls", "-l"], 1]);
});

it("a flag with a value of its own for being bare does not take the next word", () => {
  const flags = parse("--dry-run", "client");
  expect([flags.text("dry-run"), flags.args]).toEqual(["unchanged", ["client"]]);
});

it("lists grow with each use; only slices are cut at commas", () => {
  const flags = parse("-L", "a,b", "-L=c", "--from-literal=x=1,2", "--from-literal", "y=3");
  expect([flags.list("label-columns"), flags.list("from-literal")]).toEqual([
    ["a", "b", "c"],
    ["x=1,2", "y=3"],
  ]);
});

it("an underscore in a name is a hyphen", () => {
  expect(parse("--dry_run=client").text("dry-run")).toBe("client");
});

it.each([
  [["--nosuch"], "unknown flag: --nosuch"],
  [["-x"], "unknown shorthand flag: 'x' in -x"],
  [["-Ax"], "unknown shorthand flag: 'x' in -Ax"],
  [["--output"], "flag needs an argument: --output"],
  [["-o"], "flag needs an argument: 'o' in -o"],
  [["--=x"], "bad flag syntax: --=x"],
  [["--tail=x"], 'invalid argument "x" for "--tail" flag: strconv.ParseInt: parsing "x": invalid syntax'],
  [
    ["--all-namespaces=maybe"],
    'invalid argument "maybe" for "-A, --all-namespaces" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
])("%j is refused in pflag's words", (words, message) => {
  expect(() => parse(...words)).toThrow(message);
});

import { describe, expect, it } from "vitest";
import { given, runProgram } from "../../testing/given.ts";
import { tool } from "../failure.ts";
import { jq } from "./jq.ts";

function run(args: readonly string[], stdin = "null", files: Record<string, string> = {}) {
  return runProgram(given.machine({ files }), tool(jq), { argv: ["jq", ...args], stdin });
}

/** Each of these is what jq 1.6 prints. */
const SAID: readonly (readonly [filter: string, input: string, output: string])[] = [
  [".items[].metadata.name", '{"items":[{"metadata":{"name":"a"}}]}', '"a"\n'],
  ["map(select(.ready)|.name)", '[{"name":"a","ready":true},{"name":"b","ready":false}]', '["a"]\n'],
  ["group_by(.p)|map({p:.[0].p,n:length})", '[{"p":2},{"p":1},{"p":2}]', '[{"p":1,"n":1},{"p":2,"n":2}]\n'],
  ['to_entries|map("\\(.key)=\\(.value)")|join(",")', '{"a":1,"b":null}', '"a=1,b=null"\n'],
  ['[.[]|tostring|test("^1")]', "[1,21]", "[true,false]\n"],
  ['capture("(?<repo>[^:]+):(?<tag>.+)")', '"nginx:1.25"', '{"repo":"nginx","tag":"1.25"}\n'],
  ['gsub("(?<d>[0-9])";"<\\(.d)>")', '"a1b2"', '"a<1>b<2>"\n'],
  ["reduce .[] as [$k,$v] ({}; .[$k] += $v)", '[["a",1],["b",2],["a",3]]', '{"a":4,"b":2}\n'],
  [".a.b[2] = 1", "null", '{"a":{"b":[null,null,1]}}\n'],
  ["del(.[0,2])", "[1,2,3]", "[2]\n"],
  ["(.[]|select(.>1)) |= .*10", "[1,2,3]", "[1,20,30]\n"],
  ["[paths]", '{"a":[1]}', '[["a"],["a",0]]\n'],
  ['walk(if type=="number" then .+1 else . end)', '{"a":[1]}', '{"a":[2]}\n'],
  ["[limit(3;range(10))]", "null", "[0,1,2]\n"],
  ["first(.[]|select(.>1))", "[1,2,3]", "2\n"],
  ['.a // "none"', "{}", '"none"\n'],
  ["[.[]?]", "1", "[]\n"],
  ["1e17, 0.00001, 3.0, 123456789012345678901", "null", "1e+17\n1e-05\n3\n123456789012345680000\n"],
  ["todate", "1425599621", '"2015-03-05T23:53:41Z"\n'],
  ["@base64, (@base64|@base64d)", '"hi"', '"aGk="\n"hi"\n'],
  ["label $f | .[] | if . > 1 then ., break $f else . end", "[1,2,3]", "1\n2\n"],
];

describe("jq", () => {
  it.each(SAID)("%s", (filter, input, output) => {
    expect(run(["-c", filter], input)).toEqual({ stdout: output, stderr: "", exitCode: 0 });
  });

  it("indents by two, or as it is told, and sorts keys when asked", () => {
    expect(run(["."], '{"b":1,"a":[]}').stdout).toBe('{\n  "b": 1,\n  "a": []\n}\n');
    expect(run(["-S", "--tab", "."], '{"b":1,"a":[]}').stdout).toBe('{\n\t"a": [],\n\t"b": 1\n}\n');
  });

  it("colours like jq does with -C", () => {
    expect(run(["-Cc", "."], '{"a":[1,null]}').stdout).toBe(
      '\u001b[1;39m{\u001b[0m\u001b[34;1m"a"\u001b[0m\u001b[1;39m:\u001b[0m\u001b[1;39m[\u001b[0;39m1\u001b[0m\u001b[1;39m,\u001b[1;30mnull\u001b[0m\u001b[1;39m\u001b[1;39m]\u001b[0m\u001b[1;39m\u001b[1;39m}\u001b[0m\n',
    );
  });

  it.each([
    [[".a"], "[1]", 'jq: error (at <stdin>:0): Cannot index array with string "a"\n', 5],
    [[".[]"], "1", "jq: error (at <stdin>:0): Cannot iterate over number (1)\n", 5],
    [["."], "{a", "parse error: Invalid numeric literal at EOF at line 1, column 2\n", 4],
    [["."], "[1,]\n", "parse error: Expected another array element at line 1, column 4\n", 4],
    [[".", "nofile"], "1", "jq: error: Could not open file nofile: No such file or directory\n", 2],
    [
      [".a b"],
      "1",
      "jq: error: syntax error, unexpected IDENT, expecting $end (Unix shell quoting issues?) at <top-level>, line 1:\n.a b   \njq: 1 compile error\n",
      3,
    ],
    [["foo"], "1", "jq: error: foo/0 is not defined at <top-level>, line 1:\nfoo\njq: 1 compile error\n", 3],
  ])("says what is wrong: %j on %j", (args, input, stderr, exitCode) => {
    expect(run(args, input)).toEqual({ stdout: "", stderr, exitCode });
  });

  it("takes values from the command line and from files", () => {
    expect(run(["-n", "-r", "--arg", "n", "web", '"app=\\($n)"']).stdout).toBe("app=web\n");
    expect(run(["-nc", "--argjson", "x", '{"a":1}', "$x.a, $ARGS.named"]).stdout).toBe('1\n{"x":{"a":1}}\n');
    expect(run(["-nc", "--slurpfile", "f", "f.json", "$f"], "", { "f.json": "1 2" }).stdout).toBe("[1,2]\n");
  });

  it("tells by its exit status with -e what the last value was", () => {
    expect(run(["-e", ".a"], '{"a":null}').exitCode).toBe(1);
    expect(run(["-e", ".a"], '{"a":1}').exitCode).toBe(0);
  });

  it("stops a filter that would never end", () => {
    const { stderr, exitCode } = run(["-n", "[range(infinite)] | length"]);
    expect(stderr).toMatch(/where this simulator stops a filter\n$/);
    expect(exitCode).toBe(5);
  });
});

/** What `complete` was told, at the keyboard; and its builtins, whose answers are bash 5.2's. */
import { expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../sim/core/utf8.ts";
import { setAttributes } from "../../sim/os/vfs/node.ts";
import { BASH_SCRIPT } from "../commands/kubectl/complete/bash-script.ts";
import { given, openTerminal, run } from "../testing/given.ts";

/** A kubectl that knows two things by heart, for a function that asks it. */
const KUBECTL = `#!/bin/bash
case "$*" in
  "__complete get po") printf 'pods\\npoddisruptionbudgets.policy\\tPDBs\\n:4\\n' ;;
  "__complete get pods w") printf 'web-1\\n:4\\n' ;;
  "__complete get --output=js") printf 'json\\n:4\\n' ;;
  "__complete apply -f ") printf 'yaml\\njson\\n:8\\n' ;;
esac
`;

function typed(before: readonly string[], keys: string): string {
  const machine = given.machine({ files: { "/usr/bin/kubectl": KUBECTL, "k.bash": BASH_SCRIPT, "web.yaml": "" } });
  setAttributes(machine.fs.node("/usr/bin/kubectl"), { mode: 0o755 });
  const terminal = openTerminal(machine, { PATH: "/usr/bin:/bin" });
  const settle = (): void => void machine.clock.runUntil(machine.clock.nowUs + 1_000_000);
  settle();
  for (const line of before) {
    terminal.input(encodeUtf8(`${line}\r`));
    settle();
  }
  let shown = "";
  terminal.onOutput((bytes) => {
    shown += decodeUtf8(bytes);
  });
  terminal.input(encodeUtf8(keys));
  settle();
  return shown;
}

const SOURCED = ["source k.bash", "alias k=kubectl", "complete -o default -F __start_kubectl k"];

test.each([
  ["k get po\t", "k get po\x07d"],
  ["k get pods w\t", "k get pods web-1 "],
  ["k get --output=js\t", "k get --output=json "],
  ["k apply -f \t", "k apply -f web.yaml "],
])("a function completes what follows an alias: %j", (keys, shown) => {
  expect(typed(SOURCED, keys)).toBe(shown);
});

test("lists of words, directories and options", () => {
  expect(typed(["complete -W 'alpha beta' foo"], "foo be\t")).toBe("foo beta ");
  expect(typed(["complete -W 'alpha beta' -o nospace foo"], "foo be\t")).toBe("foo beta");
  expect(typed(["complete -d foo", "mkdir -p sub"], "foo \t")).toBe("foo sub/");
  expect(typed(["f() { COMPREPLY=($2-x); compopt -o nospace; }", "complete -F f foo"], "foo y\t")).toBe("foo y-x");
});

test("complete, compgen and compopt answer as bash does", () => {
  const script = [
    "complete -o default -F __start_kubectl k kubectl",
    "complete -W 'a b c' -X '!a*' foo",
    "complete -A file -o nospace -P '<' -S '>' bar",
    "complete -D -F zz",
    "complete",
    "complete -p nope",
    "compgen -W 'one two three' t; compgen -W 'one two' -- x; echo $?",
    "compgen -W 'a$((1+1)) a3' -P p- -S .s a",
    "compgen -A bogus; compopt -o nospace; echo $?",
    "complete -r foo; complete -r foo",
  ];
  expect(run(given.machine(), script.join("\n"))).toEqual({
    stdout: [
      "complete -W 'a b c' -X '!a*' foo",
      "complete -o nospace -f -P '<' -S '>' bar",
      "complete -o default -F __start_kubectl kubectl",
      "complete -F zz -D",
      "complete -o default -F __start_kubectl k",
      "two\nthree\n1\np-a2.s\np-a3.s\n1\n",
    ].join("\n"),
    stderr: [
      "bash: line 6: complete: nope: no completion specification",
      "bash: line 9: compgen: bogus: invalid action name",
      "bash: line 9: compopt: not currently executing completion function",
      "bash: line 10: complete: foo: no completion specification\n",
    ].join("\n"),
    exitCode: 1,
  });
});

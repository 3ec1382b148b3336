import { expect, it } from "vitest";
import { GoTemplate } from "./go-template.ts";

const DEPLOYMENT = {
  kind: "Deployment",
  metadata: { name: "web", creationTimestamp: null, labels: { app: "web" } },
  spec: {
    replicas: 3,
    containers: [
      { name: "nginx", image: "nginx:1.25" },
      { name: "busybox", image: "busybox" },
    ],
  },
};

function execute(template: string, allowMissing = true) {
  return new GoTemplate(template, "output").execute(DEPLOYMENT, allowMissing);
}

it.each([
  ["{{.spec.replicas}}", "3"],
  ["{{.nosuch}}", "<no value>"],
  ["{{.nosuch.b}}", "<no value>"],
  ["{{.metadata}}", "map[creationTimestamp:<nil> labels:map[app:web] name:web]"],
  ["{{range .spec.containers}}{{.name}} {{end}}", "nginx busybox "],
  ["{{range $i, $c := .spec.containers}}{{if $i}}, {{end}}{{$c.name}}{{end}}", "nginx, busybox"],
  ["{{range $k, $v := .metadata.labels}}{{$k}}={{$v}}{{end}}", "app=web"],
  ["{{range .nosuch}}x{{else}}none{{end}}", "none"],
  ["{{range .spec.containers}}{{$.kind}}{{break}}{{end}}", "Deployment"],
  ["{{with .nosuch}}x{{else}}no{{end}}", "no"],
  ["{{with .nosuch}}a{{else with .metadata}}{{.name}}{{end}}", "web"],
  ['{{if eq .kind "Pod"}}a{{else if eq .kind "Deployment"}}b{{else}}c{{end}}', "b"],
  ["{{if and (eq .spec.replicas 3) (not .nosuch)}}ok{{end}}", "ok"],
  ["{{len .spec.containers}}", "2"],
  ["{{(index .spec.containers 1).name}}", "busybox"],
  ['{{index .metadata.labels "app"}}', "web"],
  ['{{printf "%s-%d" .kind .spec.replicas}}', "Deployment-3"],
  ['{{printf "%.0f" .spec.replicas}}', "%!f(int64=3)"],
  ['{{printf "%s"}}', "%!s(MISSING)"],
  ['{{printf "%s" "a" 2}}', "a%!(EXTRA int=2)"],
  ['{{.kind | printf "%-12s|"}}', "Deployment  |"],
  ["{{ .kind -}}   x  {{- .kind}}", "DeploymentxDeployment"],
  ["{{- /* c */ -}}  a", "a"],
  ['{{define "t"}}[{{.}}]{{end}}{{template "t" .kind}}', "[Deployment]"],
  ['{{$x := .kind}}{{$x}}{{$x = "b"}}{{$x}}', "Deploymentb"],
  ['{{exists .metadata "name"}}{{exists .metadata "x"}}', "truefalse"],
  ['{{"aGk=" | base64decode}}', "hi"],
  ['{{html "<a>"}}{{urlquery "a b&c"}}', "&lt;a&gt;a+b%26c"],
])("%s prints %j, as kubectl 1.33 was seen to do", (template, output) => {
  expect(execute(template)).toEqual({ output, error: null });
});

it.each([
  ["{{.a", "unclosed action"],
  ["{{if .a}}x", "unexpected EOF"],
  ["{{end}}", "unexpected {{end}}"],
  ["{{foo}}", 'function "foo" not defined'],
  ["{{$y}}", 'undefined variable "$y"'],
  ["{{}}", "missing value for command"],
  ["{{if}}a{{end}}", "missing value for if"],
  ['{{"abc}}', "unterminated quoted string"],
  ["{{(.a}}", "unclosed left paren"],
  ["{{!}}", 'unexpected "!" in command'],
])("%s does not parse: %s", (template, message) => {
  expect(() => new GoTemplate(template, "output")).toThrow(`template: output:1: ${message}`);
});

it.each([
  [
    "{{.metadata.name.b}}",
    '1:11: executing "output" at <.metadata.name.b>: can\'t evaluate field b in type interface {}',
  ],
  [
    "{{.metadata.creationTimestamp.x}}",
    '1:11: executing "output" at <.metadata.creationTimestamp.x>: nil pointer evaluating interface {}.x',
  ],
  [
    "{{index .spec.containers 5}}",
    '1:2: executing "output" at <index .spec.containers 5>: error calling index: index out of range: 5',
  ],
  ["{{range .kind}}x{{end}}", '1:8: executing "output" at <.kind>: range can\'t iterate over Deployment'],
])("%s fails where it is wrong, in Go's words", (template, message) => {
  expect(execute(template).error).toBe(`template: output:${message}`);
});

it("a missing key is an error only when templates must not have any", () => {
  expect(execute("a{{.nosuch}}", false)).toEqual({
    output: "a",
    error: 'template: output:1:3: executing "output" at <.nosuch>: map has no entry for key "nosuch"',
  });
});

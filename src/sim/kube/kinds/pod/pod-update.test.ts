import { expect, test } from "vitest";
import type { JsonObject, Mutable } from "../../api/objects.ts";
import { type GivenControlPlane, givenControlPlane } from "../../testing/given-control-plane.ts";

const PODS = "/api/v1/namespaces/default/pods";
const JOBS = "/apis/batch/v1/namespaces/default/jobs";
const CONTAINER = { name: "c", image: "nginx:1.26" };

function givenPod(): GivenControlPlane {
  const plane = givenControlPlane();
  const spec = { automountServiceAccountToken: false, containers: [CONTAINER] };
  plane.send("POST", PODS, { apiVersion: "v1", kind: "Pod", metadata: { name: "live" }, spec });
  return plane;
}

function answer(plane: GivenControlPlane, path: string, spec: JsonObject): Mutable {
  return plane.send("PATCH", path, { spec }, "application/merge-patch+json").body;
}

test("a forbidden change is shown as a change of the internal spec", () => {
  const { code, message } = answer(givenPod(), `${PODS}/live`, { containers: [{ ...CONTAINER, command: ["sleep"] }] });
  expect(code).toBe(422);
  expect(message).toMatch(/previously negative\)\n@@ -\d+,7 \+\d+,9 @@\n/);
  expect(message.split("@@\n")[1]).toBe(
    [
      "   {",
      '    "Name": "c",',
      '    "Image": "nginx:1.26",',
      '-   "Command": null,',
      '+   "Command": [',
      '+    "sleep"',
      "+   ],",
      '    "Args": null,',
      '    "WorkingDir": "",',
      '    "Ports": null,',
      "",
    ].join("\n"),
  );
});

test("another image is no forbidden change, another container is", () => {
  const plane = givenPod();
  expect(answer(plane, `${PODS}/live`, { containers: [{ ...CONTAINER, image: "nginx:1.27" }] }).code).toBeUndefined();
  expect(answer(plane, `${PODS}/live`, { containers: [CONTAINER, { ...CONTAINER, name: "d" }] }).message).toBe(
    'Pod "live" is invalid: spec.containers: Forbidden: pod updates may not add or remove containers',
  );
});

test("a Job's new template is shown as the internal one", () => {
  const plane = givenControlPlane({ controllers: false });
  const template = { spec: { restartPolicy: "Never", containers: [CONTAINER] } };
  plane.send("POST", JOBS, { apiVersion: "batch/v1", kind: "Job", metadata: { name: "pi" }, spec: { template } });
  const changed = { ...template, spec: { ...template.spec, containers: [{ ...CONTAINER, image: "nginx:1.27" }] } };
  const { message } = answer(plane, `${JOBS}/pi`, { template: changed });
  expect(message).toContain('spec.template: Invalid value: {"labels":{"batch.kubernetes.io/controller-uid":');
  expect(message).toContain('"Containers":[{"Name":"c","Image":"nginx:1.27","Command":null,');
  expect(message).toMatch(/"SchedulingGroup":null\}\}: field is immutable$/);
});

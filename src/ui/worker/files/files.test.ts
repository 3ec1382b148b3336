import { expect, test } from "vitest";
import { openSession, type Session } from "../../../shell/session.ts";
import { SOFTWARE } from "../../../shell/software.ts";
import { editorAnswer } from "./editor-copy.ts";
import type { EditorQuestion } from "./file-protocol.ts";
import { FileWatch } from "./file-watch.ts";
import { homeText } from "./home-text.ts";
import { complaintsIn, documentsOf } from "./manifest-check.ts";

const SPEC = { profile: "docker-desktop", seed: 4, files: { "web.yaml": "a: 1\n", "shop/db.yaml": "b: 2\n" } };

function opened(): Session {
  return openSession(SPEC, SOFTWARE);
}

function asked(session: Session, question: EditorQuestion) {
  const { log, cluster } = session;
  return editorAnswer({ world: { spec: SPEC }, log, untilUs: cluster.clock.nowUs, open: opened }, question);
}

function complaints(session: Session, text: string): [number, string][] {
  const answer = asked(session, { kind: "check", file: "web.yaml", text });
  return answer.kind === "check" ? answer.complaints.map(({ line, text: said }) => [line, said]) : [];
}

function fields(session: Session, apiVersion: string, objectKind: string, ...path: string[]) {
  const answer = asked(session, { kind: "fields", apiVersion, objectKind, path });
  if (answer.kind !== "fields") throw new Error(answer.kind);
  return answer;
}

test("the page is told of files once, and again when one of them changes", () => {
  const session = opened();
  const watch = new FileWatch(session.cluster);
  const first = watch.next();
  expect(first?.map(({ path, isFolder }) => [path, isFolder])).toEqual([
    ["shop", true],
    ["shop/db.yaml", false],
    ["web.yaml", false],
  ]);
  expect(watch.next()).toBeNull();
  session.changeFile({ file: "web.yaml", text: "a: 2\n" });
  const second = watch.next();
  expect(second?.[1]).toEqual(first?.[1]);
  expect(second?.[2]?.version).not.toBe(first?.[2]?.version);
  session.typed(["echo c >> shop/db.yaml; rm web.yaml"]);
  expect(watch.next()?.map(({ path }) => path)).toEqual(["shop", "shop/db.yaml"]);
});

test("a file is text, or not there, or not text", () => {
  const session = opened();
  session.typed(["printf '\\xff\\xfe' > bytes"]);
  expect(homeText(session, "shop/db.yaml")).toEqual({ text: "b: 2\n" });
  expect(homeText(session, "none")).toBeNull();
  expect(homeText(session, "bytes")).toEqual({ unreadable: "it is not a text file" });
  expect(homeText(session, "shop")).toEqual({ unreadable: "it is not a text file" });
});

test("a stream is cut into documents as kubectl cuts it, and comments alone are none", () => {
  expect(documentsOf("# top\n---\na: 1\n---\n\n# none\n--- # next\nb: 2")).toEqual([
    { line: 2, text: "a: 1\n" },
    { line: 7, text: "b: 2\n" },
  ]);
});

test("kubectl's lines are put together to complaints", () => {
  const stderr = `The Service "a" is invalid: \n* spec.x: Required value\n* spec.y: bad\nWarning: old\nerror: no matches\nensure CRDs are installed first\n`;
  expect(complaintsIn(stderr)).toEqual([
    'The Service "a" is invalid: \n* spec.x: Required value\n* spec.y: bad',
    "Warning: old",
    "error: no matches\nensure CRDs are installed first",
  ]);
});

test("a manifest is checked in a dry run: in the words of kubectl, for each document", () => {
  const session = opened();
  const good = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n";
  const inShop = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: shop }\n";
  expect(complaints(session, `${good}---\n${inShop}`)).toEqual([]);
  expect(complaints(session, inShop)[0]?.[1]).toContain('namespaces "shop" not found');
  const unknown = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndate: {}\n";
  expect(complaints(session, `${good}---\n${unknown}`)).toEqual([
    [
      5,
      'Error from server (BadRequest): error when creating "web.yaml": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "date"',
    ],
  ]);
  expect(complaints(session, "a: b: c\n")[0]?.[1]).toContain("error converting YAML to JSON");
  expect(session.run("kubectl get namespace shop").exitCode).toBe(1);
});

test("fields come from the kinds of this cluster, with their types, values and texts", () => {
  const session = opened();
  const ports = fields(session, "v1", "Service", "spec", "ports");
  expect(ports.self).toMatchObject({ name: "ports", type: "[]ServicePort", shape: "list" });
  expect(ports.fields.find(({ name }) => name === "protocol")).toMatchObject({ values: ["SCTP", "TCP", "UDP"] });
  expect(ports.fields.find(({ name }) => name === "port")).toMatchObject({ isRequired: true, type: "integer" });
  expect(fields(session, "v1", "Pod", "metadata", "labels", "app").fields).toEqual([]);
  expect(fields(session, "v1", "Pod", "spec", "hostNetwork").self?.values).toEqual(["true", "false"]);
  expect(fields(session, "v1", "Nothing").fields).toEqual([]);
});

test("a definition made at the prompt is known to the copy a moment later", () => {
  const session = opened();
  const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: teas.shop.example }
spec:
  group: shop.example
  names: { kind: Tea, plural: teas, singular: tea, listKind: TeaList }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { leaf: { type: string, enum: [green, black], description: Which. } } } }
`;
  expect(fields(session, "shop.example/v1", "Tea", "spec").fields).toEqual([]);
  session.changeFile({ file: "tea.yaml", text: crd });
  session.typed(["kubectl apply -f tea.yaml", "sleep 2"]);
  expect(fields(session, "shop.example/v1", "Tea", "spec").fields).toEqual([
    { name: "leaf", type: "string", shape: "value", isRequired: false, values: ["green", "black"], text: "Which." },
  ]);
  const kinds = asked(session, { kind: "kinds" });
  expect(kinds.kind === "kinds" && kinds.kinds).toContainEqual({ apiVersion: "shop.example/v1", kind: "Tea" });
});

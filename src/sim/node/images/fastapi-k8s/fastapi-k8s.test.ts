import { expect, test } from "vitest";
import { fetch } from "../../testing/fetch.ts";
import { givenNodes } from "../../testing/given-nodes.ts";

function withApp() {
  const given = givenNodes();
  const env = [
    { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
    { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
    { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
  ];
  given.createPod("app", { image: "fastapi-k8s:latest", imagePullPolicy: "Never", env });
  given.settle();
  const node = given.nodes[0]?.machine.network as Parameters<typeof fetch>[0];
  return (path: string) => given.run(fetch(node, `http://10.1.0.2:8000${path}`));
}

test("the application says who it is", () => {
  const get = withApp();
  expect(get("/").body).toBe('{"message":"Hello from fastapi-k8s!","server":"app"}');
  expect(JSON.parse(get("/info").body)).toMatchObject({
    pod_name: "app",
    pod_ip: "10.1.0.2",
    node_name: "docker-desktop",
    namespace: "default",
  });
});

test("FastAPI's own answers: a number that is none, a path that is none", () => {
  const get = withApp();
  expect(get("/items/5?q=x").body).toBe('{"item_id":5,"q":"x"}');
  expect(get("/items/five")).toMatchObject({
    status: 422,
    body: '{"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"five"}]}',
  });
  const missing = get("/nope");
  expect(missing.body).toBe('{"detail":"Not Found"}');
  expect(missing.headers).toEqual([
    expect.stringMatching(/^date: Mon, 05 Jan 2026 09:00:\d\d GMT$/),
    "server: uvicorn",
    "content-length: 22",
    "content-type: application/json",
    "Connection: close",
  ]);
});

import { expect, it } from "vitest";
import { decodeProtobuf } from "./decode.ts";
import { bytesField, message, textField } from "./write-wire.ts";

const findType = (_: string, kind: string): string => kind;

function number(field: number, value: number): Buffer {
  return Buffer.from([field * 8, value]);
}

function sent(apiVersion: string, kind: string, object: Buffer): Buffer {
  const envelope = message(bytesField(1, message(textField(1, apiVersion), textField(2, kind))), bytesField(2, object));
  return Buffer.concat([Buffer.from("k8s\0"), envelope]);
}

it("reads an object, and leaves out what Go sends for nothing", () => {
  const metadata = message(
    textField(1, "web"),
    textField(2, ""),
    bytesField(11, message(textField(1, "app"), textField(2, "x"))),
  );
  const port = message(textField(1, ""), number(2, 0), number(3, 80), textField(4, "TCP"));
  const container = message(textField(1, "web"), textField(2, "nginx"), bytesField(6, port));
  const pod = message(bytesField(1, metadata), bytesField(2, message(bytesField(2, container), number(11, 0))));
  expect(decodeProtobuf(sent("v1", "Pod", pod), findType)).toEqual({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", labels: { app: "x" } },
    spec: { containers: [{ name: "web", image: "nginx", ports: [{ containerPort: 80, protocol: "TCP" }] }] },
  });
});

it("reads what Go embeds as the fields of the struct around it", () => {
  const volume = message(textField(1, "data"), bytesField(2, message(bytesField(2, Buffer.alloc(0)))));
  const pod = message(bytesField(2, message(bytesField(1, volume))));
  expect(decodeProtobuf(sent("v1", "Pod", pod), findType)).toMatchObject({
    spec: { volumes: [{ name: "data", emptyDir: {} }] },
  });
});

it("keeps a zero that a pointer leads to", () => {
  const deployment = message(bytesField(2, message(number(1, 0))));
  expect(decodeProtobuf(sent("apps/v1", "Deployment", deployment), findType)).toMatchObject({ spec: { replicas: 0 } });
});

it("reads quantities, times and numbers that may be names", () => {
  const requests = message(textField(1, "cpu"), bytesField(2, message(textField(1, "100m"))));
  const container = message(bytesField(8, message(bytesField(2, requests))));
  expect(
    decodeProtobuf(sent("v1", "Pod", message(bytesField(2, message(bytesField(2, container))))), findType),
  ).toMatchObject({ spec: { containers: [{ resources: { requests: { cpu: "100m" } } }] } });
  const port = message(number(3, 80), bytesField(4, message(number(1, 1), textField(3, "http"))));
  expect(
    decodeProtobuf(sent("v1", "Service", message(bytesField(2, message(bytesField(1, port))))), findType),
  ).toMatchObject({ spec: { ports: [{ port: 80, targetPort: "http" }] } });
});

it.each([
  ["JSON", Buffer.from("{}")],
  ["a message that ends too early", Buffer.concat([Buffer.from("k8s\0"), Buffer.from([0x0a, 0x7f])])],
  ["a kind without numbers", sent("v1", "Nosuch", Buffer.alloc(0))],
])("gives up on %s", (_, body) => {
  expect(decodeProtobuf(body, findType)).toBeNull();
});

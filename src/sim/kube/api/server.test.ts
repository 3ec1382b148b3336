import { describe, expect, it } from "vitest";
import { givenControlPlane } from "../testing/given-control-plane.ts";
import type { JsonObject, JsonValue } from "./objects.ts";
import { apiRequest, type WatchEvent, type WatchStream } from "./request.ts";

const MAPS = "/api/v1/namespaces/default/configmaps";
const map = (name: string, data: JsonObject = {}): JsonObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});

function drain(events: WatchStream): WatchEvent[] {
  const all: WatchEvent[] = [];
  for (;;) {
    const next = events.tryNext();
    if (typeof next === "string") return all;
    all.push(next);
  }
}

describe("the API server", () => {
  it("names the unknown field when asked to be strict, and only warns otherwise", () => {
    const { send } = givenControlPlane({ controllers: false });
    const strict = send("POST", `${MAPS}?fieldValidation=Strict`, { ...map("x"), datas: { a: "b" } });
    expect(strict.body.message).toBe(
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "datas"',
    );
    expect(send("POST", MAPS, { ...map("x"), datas: { a: "b" } }).warnings).toEqual(['unknown field "datas"']);
  });

  it.each([
    ["DELETE", "attach"],
    ["PUT", "exec"],
    ["POST", "log"],
    ["GET", "binding"],
    ["DELETE", "ephemeralcontainers"],
  ])("does not allow %s on %s, of whatever Pod", (method, subresource) => {
    const { send } = givenControlPlane({ controllers: false });
    const { status, body } = send(method, `/api/v1/namespaces/default/pods/nobody/${subresource}`, {});
    expect([status, body.message]).toEqual([405, "the server does not allow this method on the requested resource"]);
  });

  it.each([
    ["storage.k8s.io/v1", "VolumeAttachment", "volumeattachments"],
    ["storage.k8s.io/v1", "CSIDriver", "csidrivers"],
  ])("shows a row of a %s %s that says nothing", (apiVersion, kind, resource) => {
    const { api, send } = givenControlPlane({ controllers: false });
    const path = `/apis/${apiVersion}/${resource}`;
    send("POST", path, { apiVersion, kind, metadata: { name: "bare" } });
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    const answer = api.request({ method: "GET", path, query: new Map(), headers: new Map([["accept", accept]]) });
    expect(answer).toMatchObject({ status: 200, body: { kind: "Table" } });
  });

  it("refuses a JSON patch that is no list of operations, or leaves no object", () => {
    const { send } = givenControlPlane({ controllers: false });
    send("POST", MAPS, map("x"));
    const patched = (body: JsonValue): [number, string] => {
      const answer = send("PATCH", `${MAPS}/x`, body, "application/json-patch+json");
      return [answer.status, String(answer.body.message)];
    };
    const rejected = "the server rejected our request due to an error in our request";
    expect(patched([null])).toEqual([422, rejected]);
    expect(patched(["add"])).toEqual([
      400,
      "error decoding patch: json: cannot unmarshal string into Go value of type handlers.jsonPatchOp",
    ]);
    expect(patched([{ op: "replace", path: "", value: "text" }])).toEqual([422, rejected]);
    expect(patched([{ op: "replace", path: "", value: null }])).toEqual([
      400,
      "the name of the object () does not match the name on the URL (x)",
    ]);
  });

  it("says which Go type a value should have had", () => {
    const { send } = givenControlPlane({ controllers: false });
    const spec = { ports: [{ port: "80" }] };
    const answer = send("POST", "/api/v1/namespaces/default/services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "a" },
      spec,
    });
    expect(answer.body.message).toBe(
      'Service in version "v1" cannot be handled as a Service: json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32',
    );
  });

  it("refuses an update of an object that somebody else has changed", () => {
    const { send } = givenControlPlane({ controllers: false });
    const first = send("POST", MAPS, map("a")).body;
    send("PUT", `${MAPS}/a`, map("a", { k: "1" }));
    const answer = send("PUT", `${MAPS}/a`, { ...first, data: { k: "2" } });
    expect([answer.status, answer.body.message]).toEqual([
      409,
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    ]);
  });

  it("changes nothing on a dry run", () => {
    const { send } = givenControlPlane({ controllers: false });
    expect(send("POST", `${MAPS}?dryRun=All`, map("a")).status).toBe(201);
    expect(send("GET", `${MAPS}/a`).body.message).toBe('configmaps "a" not found');
  });

  it("lists in pages and remembers where it was", () => {
    const { send } = givenControlPlane({ controllers: false });
    for (const name of ["a", "b", "c"]) send("POST", MAPS, map(name));
    const first = send("GET", `${MAPS}?limit=2`).body;
    const { continue: token, remainingItemCount } = first.metadata as {
      continue: string;
      remainingItemCount: number;
    };
    const second = send("GET", `${MAPS}?limit=2&continue=${encodeURIComponent(token)}`).body;
    expect(remainingItemCount).toBe(1);
    expect((second.items as unknown as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)).toEqual([
      "c",
    ]);
  });

  it("tells a watcher of what enters and leaves its selection", () => {
    const plane = givenControlPlane({ controllers: false });
    const answer = plane.api.request(apiRequest("GET", `${MAPS}?watch=true&labelSelector=a%3Db`));
    if (answer.type !== "watch") throw new Error("not a watch");
    plane.send("POST", MAPS, map("x"));
    plane.send("PUT", `${MAPS}/x`, { ...map("x"), metadata: { name: "x", labels: { a: "b" } } });
    plane.send("PUT", `${MAPS}/x`, map("x"));
    expect(drain(answer.events).map(({ type }) => type)).toEqual(["ADDED", "DELETED"]);
  });

  it("lets a second manager take a field only by force", () => {
    const { send } = givenControlPlane({ controllers: false });
    const apply = (manager: string, value: string, force = false): JsonObject =>
      send(
        "PATCH",
        `${MAPS}/x?fieldManager=${manager}&force=${force}`,
        map("x", { k: value }),
        "application/apply-patch+yaml",
      ).body;
    apply("one", "1");
    expect(apply("two", "2").message).toBe('Apply failed with 1 conflict: conflict with "one": .data.k');
    expect(apply("two", "2", true).data).toEqual({ k: "2" });
  });
});

import { describe, expect, test } from "vitest";
import { neighbour } from "./map-keys.ts";
import { MapState } from "./map-state.ts";
import { relationTexts } from "./map-text.ts";
import { fromText, sources, targets, toText, usualPort } from "./reach-form.ts";
import { relatedTo } from "./related.ts";
import { sceneOf } from "./scene.ts";
import { shortName } from "./short-name.ts";
import { crowd, node, pod, service } from "./testing/objects.ts";

function stateOf(...put: ReturnType<typeof crowd>): MapState {
  const state = new MapState();
  state.apply({ isFresh: true, put, gone: [] });
  return state;
}

describe("MapState", () => {
  test("messages add, replace and take away, and relations follow", () => {
    const state = stateOf(pod("a"), service("s", { links: [{ to: "Pod/default/a", how: "ready", on: "TCP 80" }] }));
    expect(state.relations.of("Pod/default/a")).toEqual([{ id: "Service/default/s", how: "ready", on: "TCP 80" }]);
    expect(state.apply({ isFresh: false, put: [], gone: [] })).toBe(false);
    expect(state.apply({ isFresh: false, put: [pod("b")], gone: ["Service/default/s"] })).toBe(true);
    expect([...state.objects.keys()]).toEqual(["Pod/default/a", "Pod/default/b"]);
    expect(state.relations.of("Pod/default/a")).toEqual([]);
  });
});

describe("what lights up", () => {
  test("with a Service its endpoints, with a Pod its Service and node, with a crowd those of all its Pods", () => {
    const state = stateOf(...crowd(2, 4));
    const scene = sceneOf(state.objects.values(), { withSystem: false, density: null });
    expect([...relatedTo("Service/default/web", scene, state).cells]).toContain("Pod/default/web-0");
    const ofPod = relatedTo("Pod/default/web-0", scene, state);
    expect([...ofPod.cells].sort()).toEqual([
      "NetworkPolicy/default/only-web",
      "Node/node-0",
      "Pod/default/web-0",
      "Service/default/web",
    ]);
    const many = stateOf(...crowd(2, 2000));
    const folded = sceneOf(many.objects.values(), { withSystem: false, density: null });
    const ofCrowd = relatedTo("Node/node-0|Deployment/default/web", folded, many);
    expect(ofCrowd.cells.has("Service/default/web")).toBe(true);
  });

  test("is also said in words, and long lists are cut", () => {
    const state = stateOf(...crowd(1, 20));
    const [text] = relationTexts(state.objects.get("Service/default/web") as never, state);
    expect(text).toBe("ready endpoint web-0, web-2, web-4, web-6, web-8, web-10 and 4 more (TCP 80)");
  });
});

test("arrow keys go to the nearest cell ahead, and nowhere where there is none", () => {
  const box = (x: number, y: number) => ({ x, y, width: 138, height: 40 });
  const boxes = new Map([
    ["a", box(0, 0)],
    ["b", box(0, 50)],
    ["c", box(170, 10)],
    ["d", box(170, 300)],
  ]);
  expect(neighbour(boxes, "a", "ArrowRight")).toBe("c");
  expect(neighbour(boxes, "a", "ArrowDown")).toBe("b");
  expect(neighbour(boxes, "c", "ArrowLeft")).toBe("a");
  expect(neighbour(boxes, "a", "ArrowLeft")).toBeUndefined();
});

test("a name keeps both ends", () => {
  expect(shortName("web-7957885594-cz9hz", 14)).toBe("web-795…-cz9hz");
  expect(shortName("web", 14)).toBe("web");
});

describe("can it?", () => {
  const client = pod("client", { addresses: ["10.1.0.9"] });
  const web = service("web", { addresses: ["10.96.0.20"], ports: [{ port: 8080, text: "8080" }] });

  test("a target is called as somebody at the source would call it", () => {
    expect(toText(client, web, usualPort(web))).toBe("http://web:8080");
    expect(toText({ ...client, namespace: "shop" }, web, 80)).toBe("http://web.default");
    expect(toText(node("n"), web, 80)).toBe("http://10.96.0.20");
    expect(toText(client, pod("db", { addresses: ["10.1.0.7"] }), 5432)).toBe("10.1.0.7:5432");
    expect(fromText(client)).toBe("pod/default/client");
    expect(fromText(node("n"))).toBe("node/n");
  });

  test("of thousands of Pods one of each workload is offered", () => {
    const ends = sources(crowd(3, 2000)).map(({ text }) => text);
    expect(ends).toEqual(["your machine", "Pod web-0", "Pod db-3", "Node node-0", "Node node-1", "Node node-2"]);
    expect(targets(crowd(1, 2)).map(({ id }) => id)).toContain("Service/default/web");
  });
});

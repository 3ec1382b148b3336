import { describe, expect, test } from "vitest";
import type { MapObject } from "../worker/map/map-protocol.ts";
import { type Box, layoutOf, seats } from "./layout.ts";
import { densityOf, sceneOf } from "./scene.ts";
import { crowd, pod, service } from "./testing/objects.ts";

function scene(objects: readonly MapObject[]) {
  return sceneOf(objects, { withSystem: false, density: null });
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe("seats", () => {
  test("whoever was there stays, and newcomers take the places that became free", () => {
    expect(seats(["a", "b", "c"], ["c", "a", "d", "e"])).toEqual(["a", "d", "c", "e"]);
    expect(seats(["a", "b", "c"], ["a", "c"])).toEqual(["a", null, "c"]);
    expect(seats(["a", "b", null], ["a"])).toEqual(["a"]);
  });
});

describe("layoutOf", () => {
  test("the same objects in another order stand where they stood", () => {
    const objects = crowd(2, 6);
    const first = layoutOf(scene(objects), 760, new Map());
    const again = layoutOf(scene([...objects].reverse()), 760, first.places);
    expect(again.boxes).toEqual(first.boxes);
  });

  test("when a Pod is replaced nobody else moves, and the new one stands where the old one stood", () => {
    const objects = crowd(2, 6);
    const first = layoutOf(scene(objects), 760, new Map());
    const gone = "Pod/default/web-2";
    const newcomer = {
      ...(objects.find(({ id }) => id === gone) as MapObject),
      id: "Pod/default/web-new",
      name: "web-new",
    };
    const after = layoutOf(scene([...objects.filter(({ id }) => id !== gone), newcomer]), 760, first.places);
    for (const [id, box] of first.boxes) if (id !== gone) expect(after.boxes.get(id)).toEqual(box);
    expect(after.boxes.get("Pod/default/web-new")).toEqual(first.boxes.get(gone));
  });

  for (const width of [292, 390, 560, 760, 1200])
    for (const pods of [3, 100, 2000])
      test(`at ${width} pixels ${pods} Pods stand in their nodes' boxes, and nothing stands on anything else`, () => {
        const made = scene(crowd(5, pods));
        const { boxes, width: whole } = layoutOf(made, width, new Map());
        for (const node of made.nodes) {
          const outer = boxes.get(node.cell.id) as Box;
          const inner = node.cells.map(({ id }) => boxes.get(id) as Box);
          for (const box of inner) {
            expect(box.x).toBeGreaterThanOrEqual(outer.x);
            expect(box.x + box.width).toBeLessThanOrEqual(outer.x + outer.width);
            expect(box.y + box.height).toBeLessThanOrEqual(outer.y + outer.height);
          }
          expect(inner.some((a, i) => inner.slice(i + 1).some((b) => overlaps(a, b)))).toBe(false);
        }
        const top = [
          ...made.outside,
          ...made.entries,
          ...made.services,
          ...made.policies,
          ...made.workloads,
          ...made.nodes.map(({ cell }) => cell),
        ];
        const outer = top.map(({ id }) => boxes.get(id) as Box);
        expect(outer.some((a, i) => outer.slice(i + 1).some((b) => overlaps(a, b)))).toBe(false);
        expect(Math.max(...outer.map((box) => box.x + box.width))).toBeLessThanOrEqual(whole);
        if (width < 560) expect(whole).toBe(width);
      });

  test("a narrower window changes rows and columns, not who comes before whom", () => {
    const made = scene(crowd(2, 8));
    const wide = layoutOf(made, 1000, new Map());
    const narrow = layoutOf(made, 320, wide.places);
    expect(narrow.places).toEqual(wide.places);
    expect(layoutOf(made, 1000, narrow.places).boxes).toEqual(wide.boxes);
  });
});

describe("sceneOf", () => {
  test("many Pods fold into one count for each workload on each node, and all of them are found again", () => {
    const objects = crowd(20, 2000);
    const made = scene(objects);
    const cells = made.nodes.flatMap((node) => node.cells);
    expect(made.density).toBe("counts");
    expect(cells).toHaveLength(40);
    expect(cells.reduce((sum, { members }) => sum + members.length, 0)).toBe(2000);
    expect(cells[0]).toMatchObject({ name: "web", note: "50 ready", state: "good" });
    for (const { id, kind } of objects) if (kind === "Pod") expect(made.cellOf.has(id)).toBe(true);
  });

  test("more nodes than anybody can look at are one box", () => {
    const made = scene(crowd(1000, 5000));
    expect(made.nodes.map(({ cell, cells }) => [cell.name, cells.length])).toEqual([["1000 nodes", 2]]);
  });

  test("the cluster's own Pods are one cell, or all of them when asked for", () => {
    const objects = [...crowd(1, 2), pod("dns-1", { namespace: "kube-system", isSystem: true, node: "Node/node-0" })];
    expect(scene(objects).nodes[0]?.cells.map(({ name }) => name)).toEqual(["web-0", "db-1", "system Pods"]);
    const all = sceneOf(objects, { withSystem: true, density: null });
    expect(all.nodes[0]?.cells.map(({ name }) => name)).toEqual(["web-0", "db-1", "dns-1"]);
  });

  test("a Pod without a node has a box of its own", () => {
    const made = scene([...crowd(1, 1), pod("late", { node: null, state: "waiting" })]);
    expect(made.nodes.at(-1)).toMatchObject({ cell: { name: "not on a node yet" }, cells: [{ name: "late" }] });
  });

  test("a crowd is as bad as the worst in it, and says how many are well", () => {
    const objects = crowd(1, 400).map((object) =>
      object.id === "Pod/default/web-0" ? { ...object, state: "bad" as const } : object,
    );
    expect(scene(objects).nodes[0]?.cells[0]).toMatchObject({ state: "bad", note: "199 of 200 ready" });
  });

  test("a count near a limit does not change the view back and forth", () => {
    expect([30, 31].map((count) => densityOf(count, null))).toEqual(["chips", "dots"]);
    expect([29, 24].map((count) => densityOf(count, "dots"))).toEqual(["dots", "chips"]);
    expect([300, 240].map((count) => densityOf(count, "counts"))).toEqual(["counts", "dots"]);
  });

  test("Services of the cluster itself are not drawn until asked for", () => {
    const own = service("kube-dns", { isSystem: true });
    expect(scene([own]).services).toEqual([]);
    expect(sceneOf([own], { withSystem: true, density: null }).services).toHaveLength(1);
  });
});

import { expect, test } from "vitest";
import type { KubeObject } from "./objects.ts";
import { compareObjects, placeAfter, SortedList } from "./sorted-list.ts";

const pod = (namespace: string, name: string, resourceVersion = "1"): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { namespace, name, resourceVersion },
});
const keys = (list: readonly KubeObject[]): string[] =>
  list.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

test("in the order of etcd's keys: a slash comes after a hyphen", () => {
  const all = [pod("kube", "b"), pod("kube-system", "a"), pod("kube", "a-b"), pod("kube", "a"), pod("app", "z")];
  const sorted = [...all].sort(compareObjects);
  expect(keys(sorted)).toEqual(keys(all).sort());
  expect(keys(sorted)).toEqual(["app/z", "kube-system/a", "kube/a", "kube/a-b", "kube/b"]);
  expect(placeAfter(sorted, pod("kube-system", "a"))).toBe(2);
  expect(placeAfter(sorted, pod("kube-system", "aa"))).toBe(2);
});

test.each([1, 7, 64, 65, 300])(
  "after %i changes it is what sorting gives, and a list that was given stays",
  (changes) => {
    const members = new Map<string, KubeObject>();
    const list = new SortedList(members);
    const put = (n: number): void => {
      const now = pod(`ns-${n % 3}`, `p-${(n * 7919) % 100}`, String(n));
      const key = `${now.metadata.namespace}/${now.metadata.name}`;
      const old = members.get(key);
      if (n % 4 === 3 && old !== undefined) members.delete(key);
      else members.set(key, now);
      list.change(members.get(key), old);
    };
    for (let n = 0; n < 50; n++) put(n);
    const before = list.list();
    const copy = [...before];
    for (let n = 50; n < 50 + changes; n++) put(n);
    expect(list.list()).toEqual([...members.values()].sort(compareObjects));
    expect(before).toEqual(copy);
  },
);

import { expect, test } from "vitest";
import { nearestPages } from "./nearest-pages.ts";

const PAGES = [
  { path: "/deep-dive/names-instead-of-addresses/", title: "Names instead of addresses" },
  { path: "/deep-dive/one-address-for-many-pods/", title: "ClusterIP: one address for many Pods" },
  { path: "/labs/stale-address/", title: "Lab: The stale address" },
];

const nearest = (path: string): string[] => nearestPages(path, PAGES, 3).map((page) => page.path);

test("a slip in a word still finds the page", () => {
  expect(nearest("/labs/stale-adress/")[0]).toBe("/labs/stale-address/");
});

test("a page in another folder is found by its name", () => {
  expect(nearest("/concepts/names-instead-of-addresses")[0]).toBe("/deep-dive/names-instead-of-addresses/");
});

test("a word of the title counts", () => {
  expect(nearest("/clusterip/")).toEqual(["/deep-dive/one-address-for-many-pods/"]);
});

test.each(["/", "/xyzzy/", "/%E2%98%83/"])("%s is like nothing here", (path) => {
  expect(nearest(path)).toEqual([]);
});

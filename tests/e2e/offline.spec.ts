/** After one visit to a lesson the whole site works without network; a newer version takes nothing away. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test as base, expect, LAB, LESSON } from "./bench-page.ts";
import { DIST } from "./built-pages.ts";
import { DistServer } from "./dist-server.ts";

const test = base.extend<{ site: DistServer; origin: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see which fixtures one takes
  site: async ({}, use) => {
    const site = new DistServer();
    await use(site);
    await site.stop();
  },
  origin: async ({ site }, use) => use(await site.start()),
});

test.use({ serviceWorkers: "allow" });

test("a lesson, its terminal, a lab, the search and the glossary, without a server", async ({
  bench,
  site,
  origin,
}) => {
  test.setTimeout(120_000);
  const { page, troubles } = bench;
  await bench.open(`${origin}${LESSON}`);
  await expect(page.locator("html")).toHaveAttribute("data-offline", "kept");
  await site.stop();

  await bench.open(`${origin}/deep-dive/names-instead-of-addresses/`);
  await bench.run("kubectl get nodes");
  await bench.seesOnScreen("docker-desktop");
  await bench.run("curl --version");
  await bench.seesOnScreen("libcurl");

  await bench.open(`${origin}${LAB}`);
  await expect(bench.checks).toContainText("tasks done");

  await page.goto(`${origin}/`);
  await page.keyboard.press("/");
  await page.keyboard.type("conntrack");
  await page.locator('.search-found a[href*="/glossary/#conntrack"]').click();
  await expect(page.getByRole("heading", { name: "conntrack" })).toBeInViewport();
  expect(troubles).toEqual([]);

  await page.goto(`${origin}/labs/stale-adress/`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No route to this page");
  troubles.splice(0);
});

test("a newer version waits, is told, and taken with a click, and what was typed stays", async ({
  bench,
  site,
  origin,
}) => {
  test.setTimeout(120_000);
  const { page } = bench;
  await bench.open(`${origin}${LESSON}`);
  await expect(page.locator("html")).toHaveAttribute("data-offline", "kept");
  await bench.run("echo still here");

  const page1 = readFileSync(join(DIST, LESSON, "index.html"), "utf8");
  const page2 = page1.replace("<h1>Every Pod", "<h1>Newer: every Pod");
  expect(page2).not.toBe(page1);
  const worker = readFileSync(join(DIST, "service-worker.js"), "utf8");
  site.replace(LESSON, page2);
  site.replace("/service-worker.js", worker.replace(hashOf(page1), hashOf(page2)));

  site.asked.splice(0);
  await page.reload();
  await bench.ready();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Every Pod/);
  const notice = page.locator("[data-site-notice]");
  await expect(notice).toContainText("newer version");
  // Only what has changed was fetched, beside the worker itself.
  expect([...new Set(site.asked)].sort()).toEqual([LESSON, "/service-worker.js"].sort());

  await notice.getByRole("button", { name: "Use it now" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Newer/);
  await bench.ready();
  await bench.seesOnScreen("still here");
});

test("a version of which a file is not what its list says is not taken", async ({ bench, site, origin }) => {
  const { page, troubles } = bench;
  site.replace("/glossary/", "<!doctype html><title>half deployed</title>");
  await bench.open(`${origin}${LESSON}`);
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active ?? "none"))
    .toBe("none");
  await expect(page.locator("html")).not.toHaveAttribute("data-offline", "kept");
  await bench.run("echo works");
  await bench.seesOnScreen("works");
  troubles.splice(0);
});

test("whoever looks only at the home page downloads nothing more", async ({ bench: { page }, site, origin }) => {
  await page.goto(origin, { waitUntil: "networkidle" });
  expect(site.asked.filter((path) => /service-worker|pagefind|worker-/.test(path))).toEqual([]);
});

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

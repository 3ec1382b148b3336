/** What holds for each page of the site, whichever it is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./bench-page.ts";
import { DIST, PAGES } from "./built-pages.ts";

const htmlOf = (path: string): string =>
  readFileSync(join(DIST, path.endsWith("/") ? `${path}index.html` : path), "utf8");

const contentOf = (html: string, name: string): string =>
  new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`).exec(html)?.[1] ?? "";

/** All but those that ask robots to pass by: what is shown in a frame, and what a lost reader sees. */
const FOUND = PAGES.filter((path) => !contentOf(htmlOf(path), "robots").includes("noindex"));

test("there are pages of every sort", () => {
  expect(PAGES).toEqual(expect.arrayContaining(["/", "/404.html", "/glossary/", "/labs/"]));
  expect(PAGES.filter((path) => path.startsWith("/labs/")).length).toBeGreaterThan(2);
});

for (const path of PAGES)
  test(`${path} in both colours, on a narrow screen, and magnified`, async ({ bench: { page, bench, troubles } }) => {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.goto(path);
    if ((await bench.count()) > 0) await expect(bench).toHaveAttribute("data-terminal", "prompt");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
      // xterm paints its rows itself; the live region beside it is what is read out.
      const { violations } = await new AxeBuilder({ page }).exclude(".xterm").analyze();
      expect(
        violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
        colorScheme,
      ).toEqual([]);
    }
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(beyond, "as wide as the window").toBeLessThanOrEqual(0);
    const moving = await page.evaluate(() =>
      document.getAnimations().filter((animation) => Number(animation.effect?.getTiming().duration) > 0),
    );
    expect(moving).toEqual([]);
    // A window of 1440 pixels at 200 % has 720 of them.
    for (const width of [320, 720]) {
      await page.setViewportSize({ width, height: 640 });
      await page.goto(path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width} px`).toBeLessThanOrEqual(width);
    }
    // The page that says "not found" answers so.
    troubles.splice(0, path === "/404.html" ? troubles.length : 0);
  });

test("each page says what it is, and no two say the same", () => {
  const pages = FOUND.map((path) => ({ path, html: htmlOf(path) }));
  const titles = pages.map(({ html }) => /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "");
  expect(new Set(titles).size).toBe(FOUND.length);
  for (const { path, html } of pages) {
    expect(contentOf(html, "description").length, path).toBeGreaterThan(20);
    expect(contentOf(html, "og:title"), path).not.toBe("");
    expect(contentOf(html, "og:image"), path).toMatch(/^https?:\/\/.*\/share\.png$/);
    expect(html.match(/<h1[\s>]/g), path).toHaveLength(1);
  }
});

test("the picture of a shared link is a PNG of the size that the pages promise", () => {
  const picture = readFileSync(join(DIST, "share.png"));
  expect(picture.subarray(1, 4).toString()).toBe("PNG");
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1200, 630]);
});

test("robots find every page but the one for lost readers", () => {
  const site = /Sitemap: (\S+)sitemap\.xml/.exec(readFileSync(join(DIST, "robots.txt"), "utf8"))?.[1] ?? "";
  const listed = [...readFileSync(join(DIST, "sitemap.xml"), "utf8").matchAll(/<loc>([^<]*)<\/loc>/g)].map(
    ([, address = ""]) => address.replace(site, "/"),
  );
  expect(listed.sort()).toEqual(FOUND);
});

test("on paper a lesson is text: no bench, no buttons, and links say where they lead", async ({ bench: { page } }) => {
  await page.goto("/deep-dive/names-instead-of-addresses/");
  await page.emulateMedia({ media: "print" });
  for (const hidden of [".site-head", ".bench-side", ".run-button", ".contents", ".bench-tabs"])
    await expect(page.locator(hidden).first()).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const link = page.locator('.prose a[href^="https://"]').first();
  expect(await link.evaluate((element) => getComputedStyle(element, "::after").content)).toContain("https://");
});

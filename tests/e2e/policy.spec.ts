/** The page's content security policy: what it says, and that everything the site does keeps to it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, LAB, LESSON, test } from "./bench-page.ts";
import { DIST, PAGES } from "./built-pages.ts";

function policyOf(path: string): Map<string, readonly string[]> {
  const html = readFileSync(join(DIST, path.endsWith("/") ? `${path}index.html` : path), "utf8");
  const text = /http-equiv="content-security-policy" content="([^"]*)"/i.exec(html)?.[1] ?? "";
  const directives = text.split(";").map((directive) => directive.trim().split(/\s+/));
  return new Map(directives.map(([name = "", ...values]) => [name, values]));
}

test("no page lets text become a script, and none asks another host for anything", () => {
  for (const path of PAGES) {
    const policy = policyOf(path);
    const scripts = policy.get("script-src") ?? [];
    expect(
      scripts.filter((source) => !source.startsWith("'sha256-")),
      path,
    ).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    expect(policy.get("default-src"), path).toEqual(["'self'"]);
    expect(policy.get("style-src"), path).toEqual(["'self'"]);
    expect(policy.get("require-trusted-types-for"), path).toEqual(["'script'"]);
    const hosts = [...policy.values()].flat().filter((source) => /^(https?:|\*|[a-z]+\.)/.test(source));
    expect(hosts, path).toEqual([]);
  }
});

test("terminal, checks, search and explanations keep to it", async ({ bench }) => {
  const { page } = bench;
  await page.addInitScript(() => {
    const broken: string[] = [];
    Object.assign(globalThis, { broken });
    document.addEventListener("securitypolicyviolation", (event) =>
      broken.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`),
    );
  });
  const broken = (): Promise<string[]> => page.evaluate(() => (globalThis as unknown as { broken: string[] }).broken);
  for (const path of [LESSON, LAB]) {
    await bench.open(path);
    await bench.run("printf '\\033[31mred\\033[0m https://kubernetes.io/ <b>no markup</b>\\n'");
    if (path === LAB) await expect(bench.checks).toContainText("tasks done");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("searchbox").fill("service");
    await expect(page.locator(".search-found a").first()).toBeVisible();
    await page.keyboard.press("Escape");
    expect(await broken()).toEqual([]);
  }
});

test("text is not made markup or a script, whoever tries", async ({ page }) => {
  await page.goto("/");
  const tries = await page.evaluate(async () => {
    const actions = [
      () => {
        document.body.innerHTML = "<p>markup</p>";
      },
      () => {
        document.createElement("script").src = "https://example.com/x.js";
      },
      () => void new Worker("https://example.com/worker.js"),
      // biome-ignore lint/security/noGlobalEval: it is what must not work
      () => void globalThis.eval("1"),
    ];
    const attempt = (action: () => void): string => {
      try {
        action();
        return "done";
      } catch (error) {
        return (error as Error).name;
      }
    };
    // In a task of the page's own: what the test's debugger evaluates may do more than a page.
    return new Promise<string[]>((resolve) => setTimeout(() => resolve(actions.map(attempt))));
  });
  expect(tries).toEqual(["TypeError", "TypeError", "TypeError", "EvalError"]);
});

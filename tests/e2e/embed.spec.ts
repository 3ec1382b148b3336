import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Locator, type Page, test } from "@playwright/test";

const PAGE = readFileSync(new URL("./foreign/index.html", import.meta.url), "utf8");

/** Somebody else's site: another port is another origin. */
function serve(
  html: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ server: Server; address: string }> {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers });
    answer.end(html);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({ server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
    });
  });
}

async function type(page: Page, terminal: Locator, line: string): Promise<void> {
  await terminal.locator(".xterm-helper-textarea").focus();
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
}

function rowsOf(terminal: Locator): Promise<string> {
  return terminal.locator(".xterm-rows").evaluate((rows) => rows.textContent ?? "");
}

test("terminal, map, trace and lab work on a page of another origin", async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  const { server, address } = await serve(PAGE.replaceAll("HOP", new URL(baseURL as string).host));
  await page.goto(address);
  const mine = page.locator("#mine");
  await expect.poll(() => rowsOf(mine), { timeout: 60_000 }).toContain("$");
  await type(page, mine, "kubectl apply -f web.yaml && nslookup kubernetes.default.svc.cluster.local");
  await expect.poll(() => rowsOf(mine)).toContain("pod/web created");
  await expect(page.locator("hop-map").getByRole("button", { name: /^Pod web/ })).toBeVisible();
  await expect(page.locator("hop-trace").getByRole("table")).toBeAttached({ timeout: 30_000 });

  const lab = page.locator("hop-lab");
  await lab.scrollIntoViewIfNeeded();
  await page.locator("#exercise").scrollIntoViewIfNeeded();
  await expect(lab).toContainText("of 2 tasks done", { timeout: 60_000 });
  await lab.getByRole("button", { name: /^b / }).click();
  await expect.poll(() => rowsOf(page.locator("#exercise"))).toContain("answer same-port b");
  await expect(lab).toContainText("You answered b", { timeout: 60_000 });

  const frame = page.frameLocator("iframe");
  await page.locator("iframe").scrollIntoViewIfNeeded();
  await expect(frame.locator("hop-checks .work-seed")).toHaveText("variant 3", { timeout: 60_000 });
  server.close();
});

test("a page whose policy forbids blob workers is told so, and its frame works", async ({ page, baseURL }) => {
  const host = new URL(baseURL as string).origin;
  const { server, address } = await serve(PAGE.replaceAll("HOP", new URL(baseURL as string).host), {
    "content-security-policy": `script-src ${host}; worker-src 'self'; style-src 'unsafe-inline'; frame-src ${host}`,
  });
  await page.goto(address);
  await expect(page.locator("#mine")).toContainText(/blob:|iframe of \/embed\//, { timeout: 30_000 });
  await page.locator("iframe").scrollIntoViewIfNeeded();
  await expect(page.frameLocator("iframe").locator("hop-bench")).toHaveAttribute("data-terminal", "prompt", {
    timeout: 60_000,
  });
  server.close();
});

test("a frame's address that asks for what there is not is refused in words", async ({ page }) => {
  for (const [query, said] of [
    ["lab=no-such-lab", "there is no such lab"],
    ["lab=<img src=x onerror=alert(1)>", "the lab is none"],
    ["files=[1", "no JSON"],
  ] as const) {
    await page.goto(`/embed/?${new URLSearchParams(query)}`);
    await expect(page.locator("[data-embed-about]")).toContainText(said);
  }
  await page.goto("/embed/?cluster=nowhere");
  await expect(page.locator("[data-notice]")).toContainText("There is no cluster “nowhere”.", { timeout: 30_000 });
  await page.goto("/embed/?cluster=kind&nodes=2");
  await expect(page.locator("hop-bench")).toHaveAttribute("data-terminal", "prompt", { timeout: 30_000 });
  await expect(page.getByRole("tab", { name: "Lab" })).toHaveCount(0);
});

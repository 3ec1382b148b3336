/**
 * Takes the pictures under docs/pictures from the built site, in a real Chromium, by typing what a learner types.
 * Run `npm run build` first; `npm run e2e` once, or setup with --browser, has found the browser.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { launchBrowser, serveSite } from "./built-site.mjs";

const root = path.resolve(import.meta.dirname, "..");
const pictures = path.join(root, "docs", "pictures");
const PORT = 4398;
const LESSON = "/deep-dive/every-pod-gets-its-own-address/";
const LAB = "/labs/stale-address/";

async function prompt(page) {
  await page.locator('hop-bench[data-terminal="prompt"]').waitFor();
}

async function type(page, ...lines) {
  for (const line of lines) {
    const before = Number(await page.locator("hop-bench").getAttribute("data-commands"));
    await page.locator(".xterm-helper-textarea").focus();
    await page.keyboard.type(line);
    await page.keyboard.press("Enter");
    await page.waitForFunction((count) => Number(document.querySelector("hop-bench").dataset.commands) > count, before);
    await prompt(page);
  }
}

async function rest(page) {
  const skip = page.getByRole("button", { name: "Skip the wait" });
  if (await skip.isEnabled()) await skip.click();
  await page.getByText("ready", { exact: true }).waitFor();
}

/** The request's first packet: the one that meets the rules. */
async function chooseFirstTcp(page) {
  await page.getByRole("tab", { name: "Trace" }).click();
  const exchange = page.locator("details.exchange", { hasText: "which is" }).first();
  await exchange.waitFor();
  if (!(await exchange.evaluate((element) => element.open))) await exchange.locator("summary").click();
  await exchange.locator(".packet").first().click();
}

async function lessonAtWork(page) {
  await page.goto(LESSON);
  await prompt(page);
  await type(page, "kubectl apply -f k8s.yaml");
  await rest(page);
  await type(
    page,
    "clear",
    "kubectl get pods -l app=fastapi-k8s",
    "curl -s http://localhost/info | python3 -m json.tool",
  );
}

const PICTURES = {
  home: async (page) => void (await page.goto("/")),
  lesson: async (page) => {
    await lessonAtWork(page);
    await chooseFirstTcp(page);
    await page.getByRole("heading", { name: "Ask a Pod who it is" }).evaluate((heading) => heading.scrollIntoView());
    await page
      .locator("hop-trace ins")
      .first()
      .evaluate((row) => row.scrollIntoView({ block: "center" }));
  },
  lab: async (page) => {
    await page.goto(LAB);
    await prompt(page);
    await type(
      page,
      "kubectl get pods -o wide",
      "kubectl expose deployment fastapi-k8s --port=80 --target-port=8000 --type=LoadBalancer",
    );
    await rest(page);
    await page.getByRole("tab", { name: "Checks" }).click();
    await page.getByRole("button", { name: "Check again" }).click();
    await page.locator(".task.done").first().waitFor();
  },
};

async function take(browser, { name, scheme, phone }) {
  const viewport = phone ? { width: 390, height: 844 } : { width: 1440, height: 900 };
  const context = await browser.newContext({
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport,
    colorScheme: scheme,
    deviceScaleFactor: 2,
  });
  // The trace is what there is to see: it gets the larger part.
  await context.addInitScript(() => localStorage.setItem("hop-panes-1", JSON.stringify({ page: 40, bench: 42 })));
  const page = await context.newPage();
  if (phone) {
    await page.goto(LESSON);
    await page.getByRole("button", { name: "Terminal", exact: true }).click();
    await prompt(page);
    await type(page, "kubectl apply -f k8s.yaml");
  } else await PICTURES[name](page);
  await page.waitForTimeout(1000);
  const file = `${name}${scheme === "dark" ? "-dark" : ""}.png`;
  await page.screenshot({ path: path.join(pictures, file) });
  console.log(`docs/pictures/${file}`);
  await context.close();
}

mkdirSync(pictures, { recursive: true });
const server = await serveSite(PORT);
const browser = await launchBrowser();
try {
  const names = [...Object.keys(PICTURES).map((name) => ({ name, phone: false })), { name: "phone", phone: true }];
  for (const scheme of ["light", "dark"]) for (const each of names) await take(browser, { ...each, scheme });
} finally {
  await browser.close();
  server.kill();
}

/**
 * Measures how long the page's main thread is ever busy at a time while packets fly: an app under a loop of requests, the
 * map or the trace open, at the cluster's own pace and a hundred times as fast. Nothing may take over 50 ms, or keys and
 * scrolling wait; exits with 1 when something does. What counts is the time that the processor spent on a task: on a busy
 * machine a task also waits for others, and that is what PerformanceObserver sees, whose findings are told beside it.
 */
import { loadavg } from "node:os";
import { launchBrowser, serveSite } from "./built-site.mjs";

const PORT = 4396;
const PAGE = `http://127.0.0.1:${PORT}/deep-dive/every-pod-gets-its-own-address/`;
const SECONDS = 8;
const LONG_MS = 50;
const LOAD = "while :; do curl -s http://localhost/info > /dev/null; done";

const server = await serveSite(PORT);
const browser = await launchBrowser();
let isGood = true;

function watch() {
  globalThis.long = [];
  const observer = new PerformanceObserver((list) =>
    globalThis.long.push(...list.getEntries().map(({ duration }) => duration)),
  );
  observer.observe({ type: "longtask" });
}

/** The tasks of the page's main thread, in milliseconds of the processor. */
function tasksIn({ traceEvents }) {
  const threadOf = ({ pid, tid }) => `${pid}:${tid}`;
  const named = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const main = new Set(named.map(threadOf));
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && main.has(threadOf(event)));
  return tasks.map(({ tdur = 0 }) => tdur / 1000);
}

async function measure(page, pane, speed) {
  await page.locator(`#tab-${pane}`).click();
  await page.locator("[data-speed]").selectOption(speed);
  await page.waitForTimeout(1000);
  await page.evaluate(() => {
    globalThis.long = [];
  });
  await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline"] });
  await page.waitForTimeout(SECONDS * 1000);
  const tasks = tasksIn(JSON.parse((await browser.stopTracing()).toString()));
  const seen = await page.evaluate(() => globalThis.long);
  const worst = Math.max(...tasks);
  if (tasks.length === 0 || worst > LONG_MS) isGood = false;
  const over = tasks.filter((ms) => ms > LONG_MS).length;
  const busy = tasks.reduce((sum, ms) => sum + ms, 0) / (SECONDS * 10);
  console.log(
    `${pane}, ${speed}×: ${tasks.length} tasks, the longest ${worst.toFixed(1)} ms, ${over} over ${LONG_MS} ms, ${busy.toFixed(0)} % busy; ` +
      `PerformanceObserver saw ${seen.length}, the longest ${Math.max(0, ...seen).toFixed(0)} ms, at a load of ${loadavg()[0]?.toFixed(1)}`,
  );
}

try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  await page.addInitScript(watch);
  await page.goto(PAGE);
  const ready = () => page.waitForFunction(() => document.querySelector("hop-bench")?.dataset.terminal === "prompt");
  await ready();
  const enter = async (line) => {
    await page.locator(".terminal-screen:not([hidden]) .xterm-helper-textarea").focus();
    await page.keyboard.type(line);
    await page.keyboard.press("Enter");
  };
  await enter("kubectl apply -f k8s.yaml; kubectl wait --for=condition=Available deployment --all");
  await page.waitForTimeout(500);
  await ready();
  await enter(LOAD);
  for (const pane of ["map", "trace"]) for (const speed of ["1", "100"]) await measure(page, pane, speed);
} finally {
  await browser.close();
  server.kill();
}
process.exitCode = isGood ? 0 : 1;

/**
 * Measures the home page and a lesson with Lighthouse, as a phone and as a desktop, and says what costs points. The
 * numbers are of this machine: performance differs from run to run, the other three do not. Exits with 1 when one of
 * those three is under 100.
 */
import lighthouse from "lighthouse";
import desktop from "lighthouse/core/config/desktop-config.js";
import { launchBrowser, serveSite } from "./built-site.mjs";

const PORT = 4397;
const DEBUG_PORT = 9497;
const PAGES = ["/", "/deep-dive/every-pod-gets-its-own-address/"];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

const server = await serveSite(PORT);
const browser = await launchBrowser([`--remote-debugging-port=${DEBUG_PORT}`]);
let isGood = true;

async function measure(path, form, config) {
  const flags = { port: DEBUG_PORT, output: "json", logLevel: "error", onlyCategories: CATEGORIES };
  const { lhr } = await lighthouse(`http://127.0.0.1:${PORT}${path}`, flags, config);
  const scores = CATEGORIES.map((id) => [id, Math.round((lhr.categories[id]?.score ?? 0) * 100)]);
  const shown = [
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
  ];
  console.log(`${path} ${form}: ${scores.map(([id, score]) => `${id} ${score}`).join(", ")}`);
  console.log(`  ${shown.map((id) => `${lhr.audits[id]?.title} ${lhr.audits[id]?.displayValue}`).join(", ")}`);
  for (const [id, score] of scores) {
    if (score < 100 && id !== "performance") isGood = false;
    for (const { id: audit, weight } of lhr.categories[id]?.auditRefs ?? []) {
      const { score: points, title, displayValue = "" } = lhr.audits[audit] ?? {};
      if (weight > 0 && points !== null && points < 0.9) console.log(`  costs ${id}: ${title} ${displayValue}`);
    }
  }
}

try {
  for (const path of PAGES) {
    await measure(path, "phone", undefined);
    await measure(path, "desktop", desktop);
  }
} finally {
  await browser.close();
  server.kill();
}
process.exitCode = isGood ? 0 : 1;

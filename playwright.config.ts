import { existsSync, readFileSync } from "node:fs";
import { defineConfig, type LaunchOptions } from "@playwright/test";

/** Where scripts/setup.mjs wrote down which Chromium starts on this machine, and with what around it. */
const LAUNCH = new URL("./node_modules/.cache/browser/launch.json", import.meta.url);
/** Another one where several work on one machine: `HOP_E2E_PORT=4401 npx playwright test`. */
const PORT = Number(process.env.HOP_E2E_PORT ?? 4399);

function launchOptions(): LaunchOptions {
  if (!existsSync(LAUNCH)) return {};
  const { executablePath, env } = JSON.parse(readFileSync(LAUNCH, "utf8")) as LaunchOptions;
  const merged = { ...process.env, ...env } as Record<string, string>;
  return executablePath === undefined ? { env: merged } : { executablePath, env: merged };
}

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.spec.ts",
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    launchOptions: launchOptions(),
    viewport: { width: 1440, height: 900 },
    // Each test is a first visit; keeping the whole site for each would cost more than the tests. offline.spec.ts allows it.
    serviceWorkers: "block",
    // A trace of each test takes two thirds as long again: whoever looks for one failure asks for it, `--trace on`.
    trace: "off",
    screenshot: "only-on-failure",
    video: "off",
  },
  webServer: {
    command: `node node_modules/astro/bin/astro.mjs preview --host 127.0.0.1 --port ${PORT} --ignore-lock`,
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
    env: { ASTRO_TELEMETRY_DISABLED: "1" },
  },
});

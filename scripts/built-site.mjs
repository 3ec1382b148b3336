/** The built site on a port, and the browser that setup found: for scripts that look at pages. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

const root = path.resolve(import.meta.dirname, "..");

export async function serveSite(port) {
  const astro = path.join(root, "node_modules", "astro", "bin", "astro.mjs");
  const args = [astro, "preview", "--host", "127.0.0.1", "--port", String(port), "--ignore-lock"];
  const server = spawn(process.execPath, args, { cwd: root, stdio: "ignore" });
  process.on("exit", () => server.kill());
  for (let attempt = 0; attempt < 100; attempt++) {
    const answers = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answers?.ok) return server;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  server.kill();
  throw new Error("the built site does not come up: has `npm run build` been run?");
}

export async function launchBrowser(args = []) {
  const file = path.join(root, "node_modules", ".cache", "browser", "launch.json");
  const launch = JSON.parse(readFileSync(file, "utf8"));
  return chromium.launch({ ...launch, args, env: { ...process.env, ...launch.env } });
}

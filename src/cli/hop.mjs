#!/usr/bin/env node
/**
 * Starts `hop`. The engine is TypeScript that Node runs as it is, which takes Node 22.18 or newer; a clone brings its
 * own Node 24 in node_modules, so on an older one this file runs itself again with that.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import * as module from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), "..", "..");
const pinned = path.join(root, "node_modules", ".bin", "node");
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);

if (!existsSync(path.join(root, "node_modules", "yaml"))) {
  console.error(
    "hop: this clone is not set up yet: run `npm start` (or `node scripts/setup.mjs`) once, then try again",
  );
  process.exit(1);
}
if (runsTypeScript) await start();
else runAgain();

/** Compiled modules are kept between runs; a Node without that feature is only slower. */
async function start() {
  module.enableCompileCache?.(path.join(root, "node_modules", ".cache", "hop"));
  await import("./hop.ts");
}

function runAgain() {
  if (process.platform === "win32" || !existsSync(pinned)) {
    const wanted = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).optionalDependencies;
    const version = Object.values(wanted ?? {})[0] ?? "24";
    console.error(`hop: Node 22.18 or newer is needed (${version} is best), this is ${process.versions.node}`);
    process.exit(1);
  }
  const child = spawn(pinned, [here, ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal sends its Ctrl-C to both of us; anybody else sends it to us alone.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
    process.on(signal, () => {
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  child.on("error", (error) => {
    console.error(`hop: ${pinned} does not start: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

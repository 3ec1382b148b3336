/**
 * Finds a Chromium that Playwright can really start, and writes down how in node_modules/.cache/browser/launch.json,
 * which playwright.config.ts reads. From cheap to dear: what worked last time, what the machine has, Playwright's own
 * download, a Chromium that comes as an npm package (no root, no system library needed), the system's package manager.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const CHROMIUM_PACKAGE = "@sparticuz/chromium@153.0.0";
const SYSTEM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** `machine` is { root, node, npm, run, say } of setup.mjs. True when launch.json names a browser that starts. */
export function findBrowser(machine) {
  const cache = path.join(machine.root, "node_modules", ".cache", "browser");
  const file = path.join(cache, "launch.json");
  mkdirSync(cache, { recursive: true });
  const context = { ...machine, cache };
  const ways = [
    () => (existsSync(file) ? [JSON.parse(readFileSync(file, "utf8"))] : []),
    () => onThisMachine(),
    () => fromPlaywright(context),
    () => fromPackage(context),
    () => fromSystem(context),
  ];
  for (const way of ways) {
    const launch = way().find((candidate) => starts(context, candidate));
    if (!launch) continue;
    writeFileSync(file, JSON.stringify(launch));
    return true;
  }
  return false;
}

/** Believes nothing but a browser that opened and closed. */
function starts({ root, node }, launch) {
  const script = `import { chromium } from "@playwright/test";
    const launch = JSON.parse(process.argv[1]);
    const browser = await chromium.launch({ ...launch, env: { ...process.env, ...launch.env }, timeout: 30000 });
    await browser.close();`;
  const args = ["--input-type=module", "-e", script, JSON.stringify(launch)];
  return spawnSync(node, args, { cwd: root, stdio: "ignore" }).status === 0;
}

function onPath(name) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function onThisMachine() {
  const named = [process.env.CHROMIUM_PATH, ...SYSTEM_NAMES.map(onPath)].filter(Boolean);
  return [...named.map((executablePath) => ({ executablePath })), {}];
}

/** Without its download host it gives up within seconds; system libraries are asked for only if it does not start. */
function fromPlaywright(context) {
  const { root, node, say } = context;
  const cli = path.join(root, "node_modules", "playwright", "cli.js");
  const env = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "15000" };
  const ask = (...args) => spawnSync(node, [cli, ...args], { cwd: root, stdio: "ignore", env }).status === 0;
  say("no Chromium here; asking Playwright for one");
  if (!ask("install", "--only-shell", "chromium")) {
    say("its download host does not answer");
    return [];
  }
  if (!starts(context, {})) ask("install-deps", "chromium");
  return [{}];
}

/** Told that it runs on Lambda, this package also unpacks the libraries that a bare machine lacks. */
function fromPackage({ root, node, npm, run, say, cache }) {
  if (`${process.platform}-${process.arch}` !== "linux-x64") return [];
  say(`fetching ${CHROMIUM_PACKAGE} (64 MB, once)`);
  const quiet = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  if (!run([...npm, "install", "--prefix", cache, ...quiet, CHROMIUM_PACKAGE])) return [];
  const unpack = `import chromium from "@sparticuz/chromium"; process.stdout.write(await chromium.executablePath());`;
  const unpacked = spawnSync(node, ["--input-type=module", "-e", unpack], {
    cwd: cache,
    encoding: "utf8",
    env: { ...process.env, TMPDIR: cache, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
  });
  if (unpacked.status !== 0) return [];
  const fonts = path.join(cache, "fonts");
  mkdirSync(fonts, { recursive: true });
  // As shipped, its fonts.conf names only Lambda's folders, and no text would be painted.
  const folders = [fonts, path.join(root, "public", "fonts"), "/usr/share/fonts"]
    .map((dir) => `<dir>${dir}</dir>`)
    .join("");
  const config = `<?xml version="1.0"?><fontconfig>${folders}<cachedir>${fonts}-cache</cachedir></fontconfig>`;
  writeFileSync(path.join(fonts, "fonts.conf"), config);
  const env = { LD_LIBRARY_PATH: path.join(cache, "al2023", "lib"), FONTCONFIG_PATH: fonts };
  return [{ executablePath: unpacked.stdout, env }];
}

function fromSystem({ run, say }) {
  if (!onPath("apt-get")) return [];
  say("installing Chromium with apt-get");
  const prefix = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const apt = (...args) => run([...prefix, "apt-get", "-qq", "-y", ...args], { DEBIAN_FRONTEND: "noninteractive" });
  return apt("update") && apt("install", "--no-install-recommends", "chromium") ? onThisMachine() : [];
}

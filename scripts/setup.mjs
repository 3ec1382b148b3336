/**
 * Makes a fresh clone ready: dependencies, the pinned Node, the API's documentation, the `hop` command, and (with --browser) a Chromium that
 * really starts. Runs before `npm start` and `npm test` under whatever Node the machine has, from 18 on, with nothing
 * installed; so it imports only what Node brings. Running it again costs a few milliseconds.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "./browser.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const modules = path.join(root, "node_modules");

/** npm runs on the Node that started it: the install may replace the Node in node_modules. */
const npm = process.env.npm_execpath
  ? [process.env.npm_node_execpath ?? process.execPath, process.env.npm_execpath]
  : ["npm"];

function say(line) {
  console.log(`[setup] ${line}`);
}

function fail(line) {
  console.error(`[setup] ${line}`);
  process.exit(1);
}

function run([command, ...args], env = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  return done.status === 0;
}

/** `npm ci` refuses a lockfile that leaves out other platforms' packages; this keeps every pin just the same. */
function npmInstall(...extra) {
  const quiet = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  return run([...npm, "install", "--include=dev", "--include=optional", ...quiet, ...extra]);
}

function installDependencies() {
  const lock = readFileSync(path.join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).update(process.platform).update(process.arch).digest("hex");
  const stamp = path.join(modules, ".setup-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("installing dependencies (about half a minute, once)");
  if (!npmInstall()) fail("npm install failed: the lines above say why. Is the package registry reachable?");
  writeFileSync(stamp, wanted);
}

/** The Node that the project runs on: the one pinned in package.json, or the machine's where no package carries one. */
function checkNode() {
  const pinned = path.join(modules, ".bin", "node");
  const node = process.platform !== "win32" && existsSync(pinned) ? pinned : process.execPath;
  const asked = spawnSync(node, ["-p", "process.versions.node"], { encoding: "utf8" });
  const [major = 0, minor = 0] = (asked.stdout ?? "").split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 19))
    fail(`Node 22.19 or newer is needed and no package brings one for ${process.platform}-${process.arch}: install it`);
  return node;
}

/** npm links a package's own commands only where it is a dependency; `npx hop` shall work in a clone. */
function linkHop() {
  const link = path.join(modules, ".bin", "hop");
  const target = path.join("..", "..", "src", "cli", "hop.mjs");
  if (process.platform === "win32") {
    writeFileSync(`${link}.cmd`, `@node "%~dp0\\${target.replaceAll("/", "\\")}" %*\r\n`);
    return;
  }
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && readlinkSync(link) === target) return;
  if (there) rmSync(link);
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(target, link);
}

/** What the API's fields are for is upstream's text: it comes with a package and is not kept in the repository. */
function writeFieldDocs(node) {
  const docs = path.join(root, "src", "sim", "kube", "schema", "docs.ts");
  const script = path.join(root, "scripts", "schema-docs.mjs");
  const isFresh = (source) => statSync(docs).mtimeMs >= statSync(source).mtimeMs;
  if (existsSync(docs) && isFresh(script) && isFresh(path.join(modules, ".setup-stamp"))) return;
  if (!run([node, script])) fail("the API's documentation could not be written: the lines above say why");
}

installDependencies();
const node = checkNode();
writeFieldDocs(node);
linkHop();
if (process.argv.includes("--browser")) {
  const found = findBrowser({ root, node, npm, run, say });
  if (!found) fail("no browser for the end-to-end tests: install Chromium, or set CHROMIUM_PATH to one");
}

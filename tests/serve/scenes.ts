/** Commands at a terminal, and what somebody types into them: through a real kubectl under a pty, and through ours. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSession, type Session } from "../../src/shell/session.ts";
import { SOFTWARE } from "../../src/shell/software.ts";
import { decodeUtf8, encodeUtf8 } from "../../src/sim/core/utf8.ts";
import { comparable } from "./invocations.ts";
import type { ServedCluster } from "./served-cluster.ts";

const HERE = join(import.meta.dirname, "scenes");

export interface Scene {
  readonly command: string;
  /** When `seen` appears after what was typed last, `keys` are typed. */
  readonly steps?: readonly (readonly [seen: string, keys: string])[];
  /** What it takes to begin: it is run without a terminal, and what it says does not count. */
  readonly before?: string;
}

export interface Shown {
  readonly command: string;
  readonly screen: string;
}

export interface ScenesRecording {
  readonly kubectl: string;
  readonly recorded: string;
  readonly shown: readonly Shown[];
}

export const SCENES: readonly Scene[] = JSON.parse(readFileSync(join(HERE, "scenes.json"), "utf8"));
export const RECORDING = join(HERE, "recorded.json");

export function readScenes(): ScenesRecording | null {
  return existsSync(RECORDING) ? JSON.parse(readFileSync(RECORDING, "utf8")) : null;
}

const END = /\[exit \d+\]\r\n$/;
const MOST_MS = 15_000;
const TYPING_MS = 300;
const START_MS = 1500;

/** What the shell in the container says of its line editor, which a terminal does not show. */
const ESCAPE = String.fromCharCode(0x1b);
const BELL = String.fromCharCode(7);
const LINE_EDITING = new RegExp(`${ESCAPE}\\]133;[^${BELL}]*${BELL}|${ESCAPE}\\[\\?2004(h|l\r?)`, "g");
/** The real one says so when a command ends before its terminal's size was told. */
const RACE = /E\d{4} [^\n]*"Encoding terminal size failed"[^\n]*\n/g;

/** Follows the steps of a scene along what appears. */
class Script {
  screen = "";
  #raw = "";
  #at = 0;
  readonly #steps: readonly (readonly [string, string])[];

  constructor({ steps = [] }: Scene) {
    this.#steps = [...steps];
  }

  /** The keys that are typed now. */
  *show(text: string): Generator<string> {
    this.#raw += text;
    this.screen = this.#raw.replace(LINE_EDITING, "");
    for (;;) {
      const step = this.#steps[0];
      const found = step === undefined ? -1 : this.screen.indexOf(step[0], this.#at);
      if (step === undefined || found < 0) return;
      this.#at = found + step[0].length;
      (this.#steps as unknown[]).shift();
      yield step[1];
    }
  }

  get isOver(): boolean {
    return END.test(this.screen);
  }
}

/** An interrupt is for the command, and not for the shell that tells how it ended. */
function scriptOf({ command }: Scene): string {
  return `trap : INT\n${command}\necho "[exit $?]"\n`;
}

export async function playReal(cluster: ServedCluster, scene: Scene): Promise<Shown> {
  if (scene.before !== undefined) cluster.ask(scene.before);
  const script = new Script(scene);
  writeFileSync(join(cluster.folder, "scene"), scriptOf(scene));
  const child = cluster.spawn("script -qec 'bash scene' /dev/null");
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const show = (text: string): void => {
    for (const keys of script.show(text)) setTimeout(() => child.stdin?.write(keys), TYPING_MS);
  };
  child.stdout?.on("data", (data: Buffer) => show(data.toString()));
  // Who types before anything is shown waits until the command is there.
  setTimeout(() => show(""), START_MS);
  const limit = setTimeout(() => child.kill("SIGKILL"), MOST_MS);
  await ended;
  clearTimeout(limit);
  const screen = script.screen
    .replaceAll(cluster.url, "https://127.0.0.1:6443")
    .replaceAll(cluster.folder, "/home/learner");
  return { command: scene.command, screen: comparableScreen(screen) };
}

const STEP_US = 100_000;
const MOST_STEPS = 600;
const START_STEPS = 15;

export function openScenes(files: Readonly<Record<string, string>>): Session {
  const session = openSession({ profile: "docker-desktop", seed: 1, files }, SOFTWARE);
  session.typed(["PS1=; PROMPT_COMMAND="]);
  return session;
}

export function playOurs(session: Session, scene: Scene): Shown {
  if (scene.before !== undefined) session.run(scene.before, 120);
  const script = new Script(scene);
  const waiting: string[] = [];
  let isEchoed = false;
  let echo = "";
  const stop = session.onOutput((bytes) => {
    let text = decodeUtf8(bytes);
    if (!isEchoed) {
      echo += text;
      const end = echo.indexOf("\n");
      if (end < 0) return;
      isEchoed = true;
      text = echo.slice(end + 1);
    }
    waiting.push(...script.show(text));
  });
  session.changeFile({ file: "scene", text: scriptOf(scene) });
  session.terminal.tty.echoMuted = false;
  session.input(encodeUtf8("bash scene\r"));
  for (let i = 0; i < MOST_STEPS && !script.isOver; i++) {
    session.runUntil(session.cluster.clock.nowUs + STEP_US);
    if (i === START_STEPS) waiting.push(...script.show(""));
    for (const keys of waiting.splice(0)) session.input(encodeUtf8(keys));
  }
  stop();
  return { command: scene.command, screen: comparableScreen(script.screen) };
}

/** Lines end as a terminal has them; what is masked stands before them. */
function comparableScreen(screen: string): string {
  const dated = screen.replace(RACE, "").replace(/\b20\d\d([-/])\d\d\1\d\d(?!\d)/g, "2026$101$101");
  return dated
    .split("\r\n")
    .map((line) => comparable(line))
    .join("\r\n");
}

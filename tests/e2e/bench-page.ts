/** A page with a bench, as somebody at a keyboard meets it: keys go in, rows of text come out. */
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import type { HopTerminal } from "../../src/ui/terminal/hop-terminal.ts";

export const LESSON = "/deep-dive/every-pod-gets-its-own-address/";
/** Of the terminal that is looked at. */
const SCREEN = ".terminal-screen:not([hidden])";
export const LAB = "/labs/stale-address/";

export class BenchPage {
  readonly page: Page;
  readonly bench: Locator;
  readonly status: Locator;
  readonly trace: Locator;
  readonly checks: Locator;
  /** Everything that went wrong while the page was open, which should stay empty. */
  readonly troubles: string[] = [];

  constructor(page: Page) {
    this.page = page;
    this.bench = page.locator("hop-bench");
    this.status = page.locator("[data-status]");
    this.trace = page.locator("hop-trace");
    this.checks = page.locator("hop-checks");
    page.on("console", (message) => {
      if (message.type() === "error") this.troubles.push(message.text());
    });
    page.on("pageerror", (error) => this.troubles.push(error.message));
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (/^https?:$/.test(protocol) && hostname !== "127.0.0.1") this.troubles.push(`asks ${hostname}`);
    });
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.ready();
  }

  /** The shell's prompt waits. */
  async ready(): Promise<void> {
    await expect(this.bench).toHaveAttribute("data-terminal", "prompt");
  }

  async reading(): Promise<void> {
    await expect(this.bench).toHaveAttribute("data-terminal", "reading");
  }

  async running(): Promise<void> {
    await expect(this.bench).toHaveAttribute("data-terminal", "running");
  }

  /** A line typed key by key, and entered. */
  async enter(line: string): Promise<void> {
    await this.page.locator(`${SCREEN} .xterm-helper-textarea`).focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press("Enter");
  }

  /** The same, and then the prompt is awaited. */
  async run(line: string): Promise<string> {
    const before = Number(await this.bench.getAttribute("data-commands"));
    await this.enter(line);
    await expect.poll(async () => Number(await this.bench.getAttribute("data-commands"))).toBeGreaterThan(before);
    await this.ready();
    return this.screen();
  }

  /** Lets the cluster come to rest, by the button that a learner would press. */
  async skip(): Promise<void> {
    const button = this.page.getByRole("button", { name: "Skip the wait" });
    // It may have become ready by itself between the look and the click.
    if (await button.isEnabled())
      await button.click({ timeout: 5_000 }).catch(() => expect(this.status).toHaveText(/^ready$/));
    await expect(this.status).toHaveText(/^ready$/);
  }

  /** What can be read on the terminal now: its rows, long lines joined. */
  async screen(): Promise<string> {
    await this.page.locator("hop-terminal").evaluate((terminal: HopTerminal) => terminal.painted());
    const rows = await this.page.locator(`${SCREEN} .xterm-rows > div`).allInnerTexts();
    return rows
      .map((row) => row.replaceAll("\u00a0", " ").trimEnd())
      .join("\n")
      .trimEnd();
  }

  async seesOnScreen(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.screen()).toMatch(typeof text === "string" ? new RegExp(literally(text)) : text);
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

export const test = base.extend<{ bench: BenchPage }>({
  bench: async ({ page }, use) => {
    const bench = new BenchPage(page);
    await use(bench);
    expect(bench.troubles).toEqual([]);
  },
});

export { expect };

/** One engine of a foreign page, its terminal, and the panes that stand for it there. Nothing of it is kept. */
import type { BenchPane, BenchParts } from "../bench/bench-pane.ts";
import { EngineClient } from "../bench/engine-client.ts";
import type { HopTerminal } from "../terminal/hop-terminal.ts";
import type { World } from "../worker/protocol.ts";

export class EmbedSession {
  readonly #terminal: HopTerminal;
  readonly #say: (text: string) => void;
  readonly #panes = new Set<BenchPane>();
  #world: World;
  #parts: BenchParts | null = null;

  constructor(terminal: HopTerminal, world: World, say: (text: string) => void) {
    this.#terminal = terminal;
    this.#world = world;
    this.#say = say;
  }

  get world(): World {
    return this.#world;
  }

  open(): void {
    const engine = new EngineClient();
    const terminal = this.#terminal;
    terminal.start();
    this.#say("starting");
    engine.on("output", ({ bytes, said }) => {
      terminal.write(bytes);
      terminal.say(said);
    });
    engine.on("opened", () => {
      this.#say("");
      terminal.serve({
        onKeys: (keys) => engine.input(keys),
        onResize: (columns, rows) => engine.resize(columns, rows),
      });
    });
    engine.on("refused", ({ reason }) => this.#say(reason));
    engine.on("failed", ({ message }) => {
      this.#say(`It did not start: ${message.split("\n", 1)[0]}. Does the policy of this page forbid blob: workers?`);
    });
    this.#parts = {
      engine,
      world: this.#world,
      type: async (line) => {
        await engine.typeLine(line);
        return null;
      },
      restart: () => this.#restart(),
      startVariant: (seed) => {
        if ("lab" in this.#world) this.#world = { ...this.#world, seed };
        this.#restart();
      },
    };
    for (const pane of this.#panes) pane.attach(this.#parts);
    engine.open({ world: this.#world, log: null, untilUs: 0 });
  }

  /** The pane is told of this engine, and of every further one. */
  join(pane: BenchPane): void {
    this.#panes.add(pane);
    if (this.#parts !== null) pane.attach(this.#parts);
    pane.look?.(true);
  }

  close(): void {
    this.#parts?.engine.close();
    this.#parts = null;
  }

  #restart(): void {
    this.close();
    this.#terminal.clear();
    this.open();
    for (const pane of this.#panes) pane.look?.(true);
  }
}

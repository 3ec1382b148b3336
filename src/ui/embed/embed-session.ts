/** One engine of a foreign page, its terminal, and the panes that stand for it there. Nothing of it is kept. */
import type { BenchPane, BenchParts } from "../bench/bench-pane.ts";
import { EngineClient } from "../bench/engine-client.ts";
import type { HopTerminal } from "../terminal/hop-terminal.ts";
import type { NamedObject } from "../terminal/terminal-links.ts";
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
    engine.on("output", ({ bytes, said, terminal: number }) => {
      terminal.write(bytes, number);
      terminal.say(said, number);
    });
    engine.on("opened", () => {
      this.#say("");
      terminal.serve({
        onKeys: (keys, number) => engine.input(keys, number),
        onResize: ({ columns, rows }, number) => engine.resize(columns, rows, number),
        setTerminal: (number, isOpen, line) => {
          engine.setTerminal(number, isOpen);
          if (line !== null) void engine.typeLine(line, number);
        },
        places: async () => {
          const answer = await engine.ask({ kind: "places" });
          return answer.kind === "places" ? answer.places : null;
        },
        onObject: (object) => this.#point("map", object),
        onShow: () => {},
      });
    });
    engine.on("refused", ({ reason }) => this.#say(reason));
    engine.on("failed", ({ message }) => {
      this.#say(`It did not start: ${message.split("\n", 1)[0]}. Does the policy of this page forbid blob: workers?`);
    });
    const parts: BenchParts = {
      engine,
      world: this.#world,
      type: async (line) => {
        await engine.typeLine(line);
        return null;
      },
      point: (pane, object) => this.#point(pane, object),
      link: async () => null,
      restart: () => this.#restart(),
      startVariant: (seed) => {
        if ("lab" in this.#world) this.#world = { ...this.#world, seed };
        this.#restart();
      },
    };
    this.#parts = parts;
    for (const pane of this.#panes) pane.attach(parts);
    engine.open({ world: this.#world, log: null, untilUs: 0 });
  }

  /** The pane is told of this engine, and of every further one. */
  join(pane: BenchPane): void {
    this.#panes.add(pane);
    if (this.#parts !== null) pane.attach(this.#parts);
    pane.look?.(true);
  }

  /** Here a pane stands for itself: whichever of its kind is on the page. */
  #point(pane: string, object: NamedObject): void {
    for (const one of this.#panes) if (one.localName === `hop-${pane}`) one.point?.(object);
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

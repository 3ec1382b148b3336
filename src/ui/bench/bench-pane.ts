/** What a pane of the bench is: an element that is given the engine, and told whether somebody looks at it. */
import type { NamedObject } from "../terminal/terminal-links.ts";
import type { World } from "../worker/protocol.ts";
import type { EngineClient } from "./engine-client.ts";

export interface BenchParts {
  readonly engine: EngineClient;
  readonly world: World;
  /** It stands still and shows how things were: nothing can be changed in it. */
  readonly isPast?: boolean;
  /** Types a line at the prompt, as a block of the text does; says why not, where it cannot. */
  type(line: string): Promise<string | null>;
  /** Brings a pane into view and points at an object there. */
  point(pane: string, object: NamedObject): void;
  /** The same world, fresh. */
  restart(): void;
  /** The same lab with another student's values. */
  startVariant(seed: number | string): void;
  /** An address of exactly this state; null where it would be too long. A page that has no such address has no link. */
  link?(): Promise<string | null>;
}

export interface BenchPane extends HTMLElement {
  /** For every engine anew: starting over makes another one, and so does a look back. */
  attach(parts: BenchParts): void;
  /** Called when it comes into view and when it goes: what nobody sees need not be asked for. */
  look?(isShown: boolean): void;
  /** Shows an object that was named elsewhere in the bench; false where it knows none of that name. */
  point?(object: NamedObject): boolean;
}

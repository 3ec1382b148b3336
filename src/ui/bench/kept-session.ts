/**
 * A session survives a reload as what was typed and when, kept in this browser. Storage may be full, switched off or
 * written by another version: then there is nothing to restore, and the bench says so instead of failing.
 */
import type { InputLog } from "../../shell/session.ts";

export interface KeptSession {
  /** Of the world it was typed into: another start, another cluster, and the keys would mean something else. */
  readonly world: string;
  readonly log: InputLog;
  readonly atUs: number;
}

export class SessionKeeper {
  readonly #key: string;
  readonly #world: string;
  #log: InputLog | null = null;
  #works = true;

  constructor(benchId: string, world: string) {
    this.#key = `hop-session-1:${benchId}`;
    this.#world = world;
  }

  /** False once the browser has refused to keep something. */
  get works(): boolean {
    return this.#works;
  }

  /** Whether the browser takes anything at all: it may be told not to, or be full. */
  canKeep(): boolean {
    try {
      localStorage.setItem("hop-probe", "1");
      localStorage.removeItem("hop-probe");
    } catch {
      this.#works = false;
    }
    return this.#works;
  }

  load(): KeptSession | null {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key) ?? "null") as KeptSession | null;
      if (kept === null || kept.log.version !== 1 || !Number.isSafeInteger(kept.atUs)) return null;
      if (kept.world !== this.#world) return null;
      this.#log = kept.log;
      return kept;
    } catch {
      return null;
    }
  }

  keep(log: InputLog, atUs: number): void {
    this.#log = log;
    this.#write(atUs);
  }

  /** The same keys, later: called when the page goes away. */
  keepTime(atUs: number): void {
    this.#write(atUs);
  }

  forget(): void {
    this.#log = null;
    try {
      localStorage.removeItem(this.#key);
    } catch {
      this.#works = false;
    }
  }

  #write(atUs: number): void {
    if (this.#log === null) return;
    const kept: KeptSession = { world: this.#world, log: this.#log, atUs };
    try {
      localStorage.setItem(this.#key, JSON.stringify(kept));
    } catch {
      this.#works = false;
    }
  }
}

/**
 * A terminal's line discipline: what happens between the keys somebody presses and the bytes a program reads, and
 * between what it writes and what is shown. xterm.js, a real terminal or a test is only the screen of it.
 *
 * Models: termios(3), Linux drivers/tty/n_tty.c (canonical mode, echo, signals, output post-processing).
 * SIMPLIFIED: no flow control (Ctrl-S, Ctrl-Q), no literal-next (Ctrl-V) in canonical mode.
 */
import { LIMITS } from "../core/limits.ts";
import type { Stream } from "../core/stream.ts";
import { concatBytes } from "../core/utf8.ts";
import { WaitQueue } from "../core/wait.ts";
import type { Machine } from "./machine.ts";
import type { Signal } from "./signal.ts";

export interface TtyMode {
  /** Line by line, with editing (ICANON). */
  canonical: boolean;
  echo: boolean;
  /** Ctrl-C, Ctrl-Z and Ctrl-\ are signals (ISIG). */
  signals: boolean;
  /** A line feed returns the carriage too (OPOST, ONLCR). */
  postProcess: boolean;
}

const COOKED: TtyMode = { canonical: true, echo: true, signals: true, postProcess: true };
const RAW: TtyMode = { canonical: false, echo: false, signals: false, postProcess: false };

/** The terminal or pipe behind this one, when a program only passes keys on (kubectl exec -it, ssh). A Tty is one. */
export interface Relay {
  isAwaited(): boolean;
  echoMuted?: boolean;
}

const KEY = {
  eof: 4,
  erase: 127,
  backspace: 8,
  eraseWord: 23,
  eraseLine: 21,
  lf: 10,
  cr: 13,
} as const;

const SIGNALS: ReadonlyMap<number, Signal> = new Map([
  [3, "INT"],
  [28, "QUIT"],
  [26, "TSTP"],
]);

export class Tty {
  columns = 80;
  rows = 24;
  /** Of its file under /dev/pts. */
  number = 0;
  /** The process group that the keyboard's signals go to. */
  foreground = 0;
  readonly stream: Stream;
  #mode: TtyMode = { ...COOKED };
  #relay: Relay | null = null;
  #echoMuted = false;
  readonly #readable = new WaitQueue();
  readonly #machine: Machine;
  readonly #onOutput: (bytes: Uint8Array) => void;
  /** The line being edited, in canonical mode. */
  #line: number[] = [];
  /** What can be read. A line of its own for each read in canonical mode; an empty one is an end of file. */
  readonly #ready: Uint8Array[] = [];
  #echoed: number[] = [];
  #hungUp = false;

  constructor(machine: Machine, onOutput: (bytes: Uint8Array) => void) {
    this.#machine = machine;
    this.#onOutput = onOutput;
    this.stream = {
      tryRead: (max) => this.#read(max),
      tryWrite: (data) => this.#write(data),
      readable: this.#readable,
      writable: new WaitQueue(),
      close() {},
    };
  }

  get mode(): TtyMode {
    return this.#mode;
  }

  /** What was typed of a line is there for whoever reads key by key now, as n_tty_set_termios has it. */
  set mode(mode: TtyMode) {
    this.#mode = mode;
    if (mode.canonical || this.#line.length === 0) return;
    this.#offer(Uint8Array.from(this.#line));
    this.#line = [];
  }

  get relay(): Relay | null {
    return this.#relay;
  }

  set relay(relay: Relay | null) {
    this.#relay = relay;
    if (relay !== null) relay.echoMuted = this.#echoMuted;
  }

  /** Who types to read what programs say wants no echo of the discipline's, here or behind. Line editors mark theirs. */
  get echoMuted(): boolean {
    return this.#echoMuted;
  }

  set echoMuted(muted: boolean) {
    this.#echoMuted = muted;
    if (this.#relay !== null) this.#relay.echoMuted = muted;
  }

  /** The innermost program reads the keyboard and has nothing to read. */
  isAwaited(): boolean {
    if (this.#relay !== null) return this.#relay.isAwaited();
    return this.#ready.length === 0 && !this.#readable.isEmpty;
  }

  makeRaw(): TtyMode {
    const before = this.mode;
    this.mode = { ...RAW };
    return before;
  }

  /**
   * What makeRaw changed; `unread` was read and not used, and what stays of it comes back. A ^C typed right after a
   * command was entered is meant for the command, and has the program that it starts first take its place.
   */
  restore(mode: TtyMode, unread: Uint8Array = new Uint8Array()): Uint8Array {
    this.mode = mode;
    if (!mode.signals) return unread;
    const typed = concatBytes([unread, ...this.#ready]);
    const at = typed.findLastIndex((key) => SIGNALS.has(key));
    if (at < 0) return unread;
    this.#ready.length = 0;
    this.#machine.clock.after(0, () => this.input(typed.subarray(at)));
    return new Uint8Array();
  }

  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return;
    this.columns = columns;
    this.rows = rows;
    this.#signal("WINCH");
  }

  /** Keys, as a terminal sends them. */
  input(bytes: Uint8Array): void {
    if (!this.mode.canonical && !this.mode.signals) this.#offer(bytes.slice());
    else for (const byte of bytes) this.#key(byte);
    this.#flushEcho();
  }

  /** The line is cut: readers see the end, and whoever runs here is told. */
  hangUp(): void {
    this.#hungUp = true;
    this.#readable.wake();
    this.#signal("HUP");
  }

  #key(key: number): void {
    if (this.mode.signals) {
      const signal = SIGNALS.get(key);
      if (signal !== undefined) {
        this.#line = [];
        this.#echo(key);
        this.#flushEcho();
        this.#signal(signal);
        return;
      }
    }
    if (!this.mode.canonical) {
      this.#echo(key);
      this.#offer(Uint8Array.of(key));
    } else this.#edit(key === KEY.cr ? KEY.lf : key);
  }

  #signal(signal: Signal): void {
    this.#machine.processes.signalGroup(this.foreground, signal);
  }

  #edit(key: number): void {
    if (key === KEY.eof) this.#endLine();
    else if (key === KEY.erase || key === KEY.backspace) this.#eraseCharacter();
    else if (key === KEY.eraseLine) while (this.#line.length > 0) this.#eraseCharacter();
    else if (key === KEY.eraseWord) this.#eraseWord();
    else if (key === KEY.lf) {
      this.#line.push(key);
      this.#echo(key);
      this.#endLine();
    } else if (this.#line.length < LIMITS.ttyInputBytes) {
      this.#line.push(key);
      this.#echo(key);
    }
  }

  #endLine(): void {
    this.#offer(Uint8Array.from(this.#line));
    this.#line = [];
  }

  #eraseCharacter(): void {
    let erased = this.#line.pop();
    if (erased === undefined) return;
    while (erased !== undefined && (erased & 0xc0) === 0x80) erased = this.#line.pop();
    this.#show([8, 32, 8]);
    if (erased !== undefined && erased < 32) this.#show([8, 32, 8]);
  }

  #eraseWord(): void {
    while (this.#line.at(-1) === 32) this.#eraseCharacter();
    while (this.#line.length > 0 && this.#line.at(-1) !== 32) this.#eraseCharacter();
  }

  /** Control characters are shown as ^C (ECHOCTL); a tab and a line end as themselves. */
  #echo(key: number): void {
    if (key === KEY.lf) this.#show([13, 10]);
    else if (key < 32 && key !== 9) this.#show([94, key + 64]);
    else this.#show([key]);
  }

  #show(bytes: readonly number[]): void {
    if (this.mode.echo && !this.echoMuted) this.#echoed.push(...bytes);
  }

  /** What one burst of keys echoes is shown at once, so that no character comes in halves. */
  #flushEcho(): void {
    if (this.#echoed.length === 0) return;
    const echoed = Uint8Array.from(this.#echoed);
    this.#echoed = [];
    this.#onOutput(echoed);
  }

  #offer(bytes: Uint8Array): void {
    const waiting = this.#ready.reduce((sum, part) => sum + part.length, 0);
    if (waiting + bytes.length > LIMITS.ttyInputBytes * 16) return;
    this.#ready.push(bytes);
    this.#readable.wake();
  }

  #read(max: number): Uint8Array | "would-block" | "eof" {
    const first = this.#ready[0];
    if (first === undefined) return this.#hungUp ? "eof" : "would-block";
    if (first.length > max) {
      this.#ready[0] = first.subarray(max);
      return first.subarray(0, max);
    }
    this.#ready.shift();
    return first.length === 0 ? "eof" : first;
  }

  #write(data: Uint8Array): number | "broken" {
    if (this.#hungUp) return "broken";
    this.#onOutput(this.mode.postProcess ? withCarriageReturns(data) : data);
    return data.length;
  }
}

function withCarriageReturns(data: Uint8Array): Uint8Array {
  let feeds = 0;
  for (const byte of data) if (byte === KEY.lf) feeds++;
  if (feeds === 0) return data;
  const out = new Uint8Array(data.length + feeds);
  let at = 0;
  for (const byte of data) {
    if (byte === KEY.lf) out[at++] = KEY.cr;
    out[at++] = byte;
  }
  return out;
}

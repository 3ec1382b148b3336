/**
 * What ps is asked for, in any of its three dialects. Models: procps-ng 4.0 src/ps/parser.c
 * SIMPLIFIED: the options that people use; the others are refused by name.
 */
import { Failure } from "../failure.ts";
import { columnOf } from "./columns.ts";

export interface Asked {
  readonly columns: readonly { readonly name: string; readonly head: { readonly head?: string } }[];
  readonly wanted: {
    readonly every: "mine" | "terminals" | "own" | "all";
    readonly pids: Set<number>;
    readonly parents: Set<number>;
    readonly names: Set<string>;
    readonly users: Set<string>;
  };
  readonly sort: readonly string[];
  readonly isForest: boolean;
  readonly hasHead: boolean;
}

const USAGE = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

const FORMATS: Readonly<Record<string, string>> = {
  plain: "pid,tty,time,ucmd",
  bsd: "pid,tty,stat,bsdtime,args",
  full: "user=UID,pid,ppid,c,stime,tty,time,cmd",
  user: "user,pid,pcpu,pmem,vsz,rss,tty,stat,start,bsdtime,args",
  jobs: "pid,pgid,sid,tty,time,ucmd",
};

function refuse(words: string): never {
  throw new Failure(`error: ${words}\n${USAGE}`, 1);
}

export function parseWords(words: readonly string[]): Asked {
  const reader = new Reader(words);
  reader.read();
  return reader.asked();
}

class Reader {
  readonly #words: string[];
  readonly #wanted = {
    pids: new Set<number>(),
    parents: new Set<number>(),
    names: new Set<string>(),
    users: new Set<string>(),
  };
  readonly #columns: string[] = [];
  #format = "plain";
  #all = false;
  /** BSD's a and x: those of everybody, those without a terminal. */
  readonly #bsd = { a: false, x: false, isUsed: false };
  #sort: string[] = [];
  #isForest = false;
  #hasHead = true;

  constructor(words: readonly string[]) {
    this.#words = [...words];
  }

  read(): void {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word.startsWith("--")) this.#long(word.slice(2));
      else if (word.startsWith("-")) this.#unix(word.slice(1));
      else if (/^\d/.test(word)) this.#pids(word, "bsd");
      else this.#letters(word);
    }
  }

  asked(): Asked {
    const { a, x, isUsed } = this.#bsd;
    const every = this.#all || (a && x) ? "all" : x ? "own" : a ? "terminals" : "mine";
    const format = this.#format === "plain" && isUsed ? "bsd" : this.#format;
    const names = this.#columns.length > 0 ? this.#columns : (FORMATS[format] as string).split(",");
    return {
      columns: names.map((given) => {
        const [name = "", head] = given.split(/=(.*)/);
        if (columnOf(name) === undefined) refuse(`unknown user-defined format specifier "${name}"`);
        return { name, head: head === undefined ? {} : { head } };
      }),
      wanted: { every, ...this.#wanted },
      sort: this.#sort,
      isForest: this.#isForest,
      hasHead: this.#hasHead,
    };
  }

  #unix(letters: string): void {
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i] as string;
      if ("opCuUqG".includes(letter)) {
        const value = letters.slice(i + 1) || this.#words.shift();
        // `ps -aux`: not a user called x, but what everybody means by it.
        if (letters === "aux") this.#letters("aux");
        else this.#valued(letter, value);
        return;
      }
      if (letter === "e" || letter === "A") this.#all = true;
      else if (letter === "a") this.#bsd.a = true;
      else if (letter === "x") this.#bsd.x = true;
      else if (letter === "f" || letter === "F") this.#format = "full";
      else if (letter === "j") this.#format = "jobs";
      else if (letter === "H") this.#isForest = true;
      else if (!"wdyLT".includes(letter)) refuse("unsupported SysV option");
    }
  }

  #letters(letters: string): void {
    this.#bsd.isUsed = true;
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i] as string;
      if (letter === "o" || letter === "p") {
        this.#valued(letter, letters.slice(i + 1) || this.#words.shift());
        return;
      }
      if (letter === "a" || letter === "x") this.#bsd[letter] = true;
      else if (letter === "u") this.#format = "user";
      else if (letter === "j") this.#format = "jobs";
      else if (letter === "f") this.#isForest = true;
      else if (!"wce".includes(letter)) refuse("unsupported option (BSD syntax)");
    }
  }

  #long(word: string): void {
    const [name = "", attached] = word.split(/=(.*)/);
    const value = (): string => attached ?? this.#words.shift() ?? refuse(`option requires an argument -- '${name}'`);
    if (name === "no-headers" || name === "no-heading") this.#hasHead = false;
    else if (name === "forest") this.#isForest = true;
    else if (name === "sort") this.#sort = value().split(",");
    else if (name === "format") this.#valued("o", value());
    else if (name === "pid") this.#pids(value());
    else if (name === "user") this.#valued("u", value());
    else if (name === "ppid") for (const pid of value().split(",")) this.#wanted.parents.add(Number(pid));
    else if (name !== "headers" && name !== "cols") refuse("unknown gnu long option");
  }

  #valued(letter: string, value: string | undefined): void {
    if (letter === "o") {
      if (value === undefined) refuse("format specification must follow -o");
      this.#columns.push(...(value ?? "").split(/[ ,]+/).filter((name) => name !== ""));
    } else if (letter === "p" || letter === "q") this.#pids(value ?? "");
    else if (letter === "C") for (const name of (value ?? "").split(",")) this.#wanted.names.add(name);
    else if (letter === "G") refuse("unsupported SysV option");
    else if (value === undefined) this.#format = "user";
    else for (const name of value.split(",")) this.#wanted.users.add(name);
  }

  #pids(list: string, dialect?: "bsd"): void {
    if (dialect === "bsd") this.#bsd.isUsed = true;
    if (!/^\d+([ ,]+\d+)*$/.test(list)) refuse("process ID list syntax error");
    for (const pid of list.split(/[ ,]+/)) this.#wanted.pids.add(Number(pid));
  }
}

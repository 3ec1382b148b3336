/** find's expression as data: tests and actions joined by and, or and not. */
import type { Process } from "../../../sim/os/process.ts";
import { parseMoment } from "../date/date.ts";
import { fail } from "../failure.ts";
import { lookUp } from "../files.ts";
import { globToRegExp } from "../glob.ts";
import { compileRegex } from "../posix-regex/posix-regex.ts";
import type { Found } from "./find.ts";

export type FindExpression =
  | { readonly kind: "test"; readonly holds: (found: Found) => boolean }
  | { readonly kind: "and" | "or" | "list"; readonly left: FindExpression; readonly right: FindExpression }
  | { readonly kind: "not"; readonly operand: FindExpression }
  | { readonly kind: "print" | "delete" | "prune" | "quit" | "ls" }
  | { readonly kind: "print0" }
  | { readonly kind: "printf"; readonly format: string }
  | {
      readonly kind: "exec";
      readonly words: readonly string[];
      readonly plus: boolean;
      readonly inDirectory: boolean;
      readonly ask: boolean;
    };

export interface FindSettings {
  minDepth: number;
  maxDepth: number;
  depthFirst: boolean;
}

const ACTIONS = new Set(["-print", "-print0", "-printf", "-exec", "-execdir", "-ok", "-delete", "-ls"]);
const REFUSED = new Set([
  "-inum",
  "-atime",
  "-amin",
  "-ctime",
  "-cmin",
  "-anewer",
  "-cnewer",
  "-fstype",
  "-lname",
  "-ilname",
  "-used",
  "-context",
  "-fprint",
  "-fprintf",
  "-fls",
  "-okdir",
  "-daystart",
  "-noleaf",
  "-xtype",
]);

function compared(count: number, sign: string, value: number): boolean {
  return sign === "+" ? count > value : sign === "-" ? count < value : count === value;
}

/** `u+w,g=rx`: bits alone, from nothing. */
function symbolicMode(text: string): number | null {
  let mode = 0;
  for (const clause of text.split(",")) {
    const found = /^([ugoa]*)[+=]([rwx]+)$/.exec(clause);
    if (found === null) return null;
    const bits = [..."rwx"].reduce((sum, letter, i) => sum + ((found[2] as string).includes(letter) ? 4 >> i : 0), 0);
    const who = found[1] === "" || (found[1] as string).includes("a") ? "ugo" : (found[1] as string);
    for (const letter of who) mode |= bits << { u: 6, g: 3, o: 0 }[letter as "u" | "g" | "o"];
  }
  return mode;
}

export class FindParser {
  readonly #process: Process;
  readonly #words: readonly string[];
  readonly #settings: FindSettings = { minDepth: 0, maxDepth: Number.POSITIVE_INFINITY, depthFirst: false };
  #extended = false;
  #at = 0;

  constructor(process: Process, words: readonly string[]) {
    this.#process = process;
    this.#words = words;
  }

  parse(): { expression: FindExpression; settings: FindSettings } {
    if (this.#words.length === 0) return { expression: { kind: "print" }, settings: this.#settings };
    const parsed = this.#list();
    if (this.#at < this.#words.length)
      fail(
        this.#process,
        this.#words[this.#at] === ")"
          ? "invalid expression; you have too many ')'"
          : `paths must precede expression: \`${this.#words[this.#at]}'`,
      );
    const expression: FindExpression = this.#words.some((word) => ACTIONS.has(word))
      ? parsed
      : { kind: "and", left: parsed, right: { kind: "print" } };
    return { expression, settings: this.#settings };
  }

  #list(): FindExpression {
    let left = this.#or();
    while (this.#words[this.#at] === ",") {
      this.#at++;
      left = { kind: "list", left, right: this.#or() };
    }
    return left;
  }

  #or(): FindExpression {
    let left = this.#and();
    while (this.#words[this.#at] === "-o" || this.#words[this.#at] === "-or") {
      this.#at++;
      left = { kind: "or", left, right: this.#and() };
    }
    return left;
  }

  #and(): FindExpression {
    let left = this.#not();
    for (;;) {
      const word = this.#words[this.#at];
      if (word === undefined || ["-o", "-or", ",", ")"].includes(word)) return left;
      if (word === "-a" || word === "-and") this.#at++;
      left = { kind: "and", left, right: this.#not() };
    }
  }

  #not(): FindExpression {
    const word = this.#words[this.#at];
    if (word === "!" || word === "-not") {
      this.#at++;
      return { kind: "not", operand: this.#not() };
    }
    if (word !== "(") return this.#primary();
    this.#at++;
    const inner = this.#list();
    if (this.#words[this.#at++] !== ")")
      fail(this.#process, "invalid expression; I was expecting to find a ')' somewhere but did not see one.");
    return inner;
  }

  #value(option: string): string {
    return this.#words[this.#at++] ?? fail(this.#process, `missing argument to \`${option}'`);
  }

  #primary(): FindExpression {
    const word = this.#words[this.#at++] ?? "";
    const test = (holds: (found: Found) => boolean): FindExpression => ({ kind: "test", holds });
    switch (word) {
      case "-print":
      case "-delete":
      case "-prune":
      case "-quit":
      case "-ls":
        if (word === "-delete") this.#settings.depthFirst = true;
        return { kind: word.slice(1) as "print" };
      case "-print0":
        return { kind: "print0" };
      case "-printf":
        return { kind: "printf", format: this.#value(word) };
      case "-exec":
      case "-execdir":
      case "-ok":
        return this.#exec(word);
      case "-true":
        return test(() => true);
      case "-false":
        return test(() => false);
      case "-depth":
      case "-d":
        this.#settings.depthFirst = true;
        return test(() => true);
      case "-mount":
      case "-xdev":
      case "-noleaf":
        return test(() => true);
      case "-maxdepth":
      case "-mindepth":
        return this.#depth(word);
      default:
        return this.#test(word, test);
    }
  }

  #depth(word: string): FindExpression {
    const value = this.#value(word);
    if (!/^\d+$/.test(value))
      fail(this.#process, `Expected a positive decimal integer argument to ${word}, but got \u2018${value}\u2019`);
    if (word === "-maxdepth") this.#settings.maxDepth = Number(value);
    else this.#settings.minDepth = Number(value);
    return { kind: "test", holds: () => true };
  }

  #test(word: string, test: (holds: (found: Found) => boolean) => FindExpression): FindExpression {
    if (word === "-name" || word === "-iname") {
      const pattern = globToRegExp(this.#value(word), { ignoreCase: word === "-iname" });
      return test(({ name }) => pattern.test(name));
    }
    if (word === "-path" || word === "-wholename" || word === "-ipath") {
      const pattern = globToRegExp(this.#value(word), { ignoreCase: word === "-ipath" });
      return test(({ path }) => pattern.test(path));
    }
    if (word === "-type") return this.#type(this.#value(word), test);
    if (word === "-empty")
      return test(({ node }) =>
        node.kind === "file" ? node.size === 0 : node.kind === "directory" && node.entries.size === 0,
      );
    if (word === "-executable") return test(({ node }) => (node.attributes.mode & 0o111) !== 0);
    if (word === "-size") return this.#size(this.#value(word), test);
    if (word === "-mtime" || word === "-mmin") return this.#age(word, test);
    if (word === "-newer") {
      const name = this.#value(word);
      const reference =
        lookUp(this.#process, name) ?? fail(this.#process, `\u2018${name}\u2019: No such file or directory`);
      return test(({ node }) => node.attributes.mtimeMs > reference.attributes.mtimeMs);
    }
    const more = this.#rareTest(word);
    if (more !== null) return test(more);
    if (word === "-perm") {
      const text = this.#value(word);
      const bits = text.replace(/^[-/]/, "");
      const mode = /^[0-7]+$/.test(bits) ? Number.parseInt(bits, 8) : symbolicMode(bits);
      if (mode === null) return fail(this.#process, `invalid mode \u2018${text}\u2019`);
      return test(({ node: { attributes } }) =>
        text.startsWith("-")
          ? (attributes.mode & mode) === mode
          : text.startsWith("/")
            ? (attributes.mode & mode) !== 0
            : (attributes.mode & 0o7777) === mode,
      );
    }
    if (REFUSED.has(word)) return fail(this.#process, `\`${word}' is not simulated here`);
    return fail(
      this.#process,
      word.startsWith("-") ? `unknown predicate \`${word}'` : `paths must precede expression: \`${word}'`,
    );
  }

  /** Tests that few people type; null for words that are none of them. */
  #rareTest(word: string): ((found: Found) => boolean) | null {
    const { fs, clock } = this.#process.machine;
    switch (word) {
      case "-regextype":
        this.#extended = !/^(emacs|posix-basic|grep|sed|ed|findutils-default)$/.test(this.#value(word));
        return () => true;
      case "-regex":
      case "-iregex": {
        const pattern = this.#value(word);
        const extended = this.#extended;
        const whole = extended ? `^(${pattern})$` : `^\\(${pattern}\\)$`;
        const regex = compileRegex(whole, { extended, ignoreCase: word === "-iregex" });
        return ({ path }) => regex.test(path);
      }
      case "-samefile": {
        const name = this.#value(word);
        const same =
          lookUp(this.#process, name) ?? fail(this.#process, `\u2018${name}\u2019: No such file or directory`);
        return ({ node }) => node === same;
      }
      case "-links": {
        const { sign, value } = this.#number(this.#value(word));
        return ({ node }) => compared(node.kind === "directory" ? 2 : 1, sign, value);
      }
      case "-newermt": {
        const text = this.#value(word);
        const us = parseMoment(text, clock.nowMs * 1000);
        if (us === null)
          return fail(this.#process, `I cannot figure out how to interpret \u2018${text}\u2019 as a date or time`);
        return ({ node }) => node.attributes.mtimeMs * 1000 > us;
      }
      case "-user":
      case "-group":
      case "-uid":
      case "-gid": {
        const text = this.#value(word);
        const passwd = word === "-group" ? "/etc/group" : "/etc/passwd";
        const lines = fs.tryNode(passwd)?.kind === "file" ? fs.readText(passwd).split("\n") : [];
        const known = lines.map((line) => line.split(":")).find(([name]) => name === text)?.[2];
        const id = known ?? (/^\d+$/.test(text) ? text : null);
        if (id === null)
          return fail(
            this.#process,
            `\u2018${text}\u2019 is not the name of ${word === "-group" ? "an existing group" : "a known user"}`,
          );
        return ({ node: { attributes } }) => String(word.startsWith("-u") ? attributes.uid : attributes.gid) === id;
      }
      case "-readable":
        return ({ node }) => (node.attributes.mode & 0o444) !== 0;
      case "-writable":
        return ({ node }) => (node.attributes.mode & 0o222) !== 0;
      default:
        return null;
    }
  }

  #type(letters: string, test: (holds: (found: Found) => boolean) => FindExpression): FindExpression {
    const kinds: Readonly<Record<string, string>> = {
      f: "file",
      d: "directory",
      l: "link",
      c: "device",
      b: "",
      p: "",
      s: "",
    };
    for (const letter of letters.split(","))
      if (!(letter in kinds)) fail(this.#process, `Unknown argument to -type: ${letter}`);
    const wanted = letters.split(",").map((letter) => kinds[letter]);
    return test(({ node }) => wanted.includes(node.kind));
  }

  #number(text: string): { sign: string; value: number; unit: string } {
    const found = /^([-+]?)(\d+)([bcwkMG]?)$/.exec(text);
    if (found === null) return fail(this.#process, `Invalid argument \`${text}' to -size`);
    return { sign: found[1] as string, value: Number(found[2]), unit: found[3] as string };
  }

  #size(text: string, test: (holds: (found: Found) => boolean) => FindExpression): FindExpression {
    const { sign, value, unit } = this.#number(text);
    const block = { "": 512, b: 512, c: 1, w: 2, k: 1024, M: 1_048_576, G: 1_073_741_824 }[unit] ?? 512;
    return test(({ node }) => {
      const blocks = Math.ceil((node.kind === "file" ? node.size : node.kind === "directory" ? 4096 : 0) / block);
      return sign === "+" ? blocks > value : sign === "-" ? blocks < value : blocks === value;
    });
  }

  #age(word: string, test: (holds: (found: Found) => boolean) => FindExpression): FindExpression {
    const { sign, value } = this.#number(this.#value(word));
    const unitMs = word === "-mmin" ? 60_000 : 86_400_000;
    return test(({ node }) => {
      const units = Math.floor((this.#process.machine.clock.nowMs - node.attributes.mtimeMs) / unitMs);
      return sign === "+" ? units > value : sign === "-" ? units < value : units === value;
    });
  }

  #exec(word: string): FindExpression {
    const words: string[] = [];
    for (;;) {
      const next = this.#words[this.#at++];
      if (next === undefined) return fail(this.#process, `missing argument to \`${word}'`);
      if (next === ";" || (next === "+" && words.at(-1) === "{}"))
        return { kind: "exec", words, plus: next === "+", inDirectory: word === "-execdir", ask: word === "-ok" };
      words.push(next);
    }
  }
}

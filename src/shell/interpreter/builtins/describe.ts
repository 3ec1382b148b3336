/** `type`, `command -v`, `hash`, `enable`. Models: bash builtins/type.def, hash.def, enable.def */
import type { Run } from "../../../sim/core/wait.ts";
import { toBytes } from "../../syntax/bytes.ts";
import { printFunction } from "../../syntax/print.ts";
import { findProgram } from "../execute/program.ts";
import { builtinOf } from "../execute/simple.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../shell-error.ts";
import { type Builtin, parseFlags } from "./builtin.ts";
import { BUILTINS } from "./index.ts";

const KEYWORDS = new Set(
  "if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc".split(" "),
);

export interface Describing {
  /** `long` is `type` and `command -V`, `short` is `command -v`, `word` is `type -t`, `path` is `type -p`. */
  readonly style: "long" | "short" | "word" | "path";
  readonly isCommand?: boolean;
  readonly all?: boolean;
  readonly skipFunctions?: boolean;
  readonly forcePath?: boolean;
}

type Meaning =
  | { readonly kind: "alias"; readonly value: string }
  | { readonly kind: "keyword" | "function" | "builtin" }
  | { readonly kind: "file"; readonly path: string; readonly isHashed: boolean };

function meanings(shell: Shell, name: string, { skipFunctions, forcePath }: Describing): Meaning[] {
  const found: Meaning[] = [];
  if (forcePath !== true) {
    const alias = shell.options.shopt("expand_aliases") ? shell.aliases.get(name) : undefined;
    if (alias !== undefined) found.push({ kind: "alias", value: alias });
    if (KEYWORDS.has(name)) found.push({ kind: "keyword" });
    if (skipFunctions !== true && shell.functions.has(name)) found.push({ kind: "function" });
    if (builtinOf(shell, name) !== undefined) found.push({ kind: "builtin" });
  }
  return [...found, ...files(shell, name)];
}

function files(shell: Shell, name: string): Meaning[] {
  const { machine, cwd } = shell.process;
  const isProgram = (path: string): boolean => {
    const node = machine.fs.tryNode(path, cwd);
    return node?.kind === "file" && (node.attributes.mode & 0o111) !== 0;
  };
  if (name.includes("/")) return isProgram(name) ? [{ kind: "file", path: name, isHashed: false }] : [];
  const hashed = shell.commandPaths.get(name);
  if (hashed !== undefined) return [{ kind: "file", path: hashed.path, isHashed: true }];
  const paths = (shell.variables.get("PATH") ?? "")
    .split(":")
    .map((path) => `${path === "" ? "." : path.replace(/\/$/, "")}/${name}`);
  return paths.filter(isProgram).map((path) => ({ kind: "file", path, isHashed: false }));
}

export function* describeCommands(shell: Shell, names: readonly string[], options: Describing): Run<number> {
  let status = 0;
  for (const name of names) {
    const all = meanings(shell, name, options);
    const shown = options.all === true ? all : all.slice(0, 1);
    if (shown.length === 0) {
      status = shell.dialect.missingStatus;
      if (options.style === "long") yield* tellMissing(shell, name, options);
      continue;
    }
    for (const meaning of shown) {
      const text = descriptionOf(shell, name, { meaning, options });
      if (text !== "") yield* shell.process.write(1, toBytes(`${text}\n`));
    }
  }
  return status;
}

function* tellMissing(shell: Shell, name: string, options: Describing): Run<void> {
  if (shell.dialect.id === "bash")
    yield* shell.complain(`${name}: not found`, options.isCommand === true ? "command" : "type");
  else yield* shell.process.print(`${name}: not found\n`);
}

function descriptionOf(
  shell: Shell,
  name: string,
  { meaning, options }: { meaning: Meaning; options: Describing },
): string {
  const { style } = options;
  if (style === "word") return meaning.kind;
  if (style === "path") return meaning.kind === "file" ? meaning.path : "";
  if (meaning.kind === "alias")
    return style === "short" ? `alias ${name}='${meaning.value}'` : `${name} is aliased to \`${meaning.value}'`;
  if (meaning.kind === "file") {
    if (style === "short") return meaning.path;
    return meaning.isHashed ? `${name} is hashed (${meaning.path})` : `${name} is ${meaning.path}`;
  }
  if (style === "short") return name;
  const isBash = shell.dialect.id === "bash";
  if (meaning.kind === "keyword") return `${name} is a shell keyword`;
  if (meaning.kind === "function") {
    const body = shell.functions.get(name)?.body;
    return isBash && body !== undefined
      ? `${name} is a function\n${printFunction(name, body)}`
      : `${name} is a ${shell.dialect.id === "dash" ? "shell " : ""}function`;
  }
  const special = BUILTINS.get(name)?.isSpecial === true && !isBash;
  return `${name} is a ${special ? "special " : ""}shell builtin`;
}

export const type: Builtin = {
  run(shell, args) {
    const isBash = shell.dialect.id === "bash";
    const { flags, rest } = isBash
      ? parseFlags(args, "afptP", "type: usage: type [-afptP] name [name ...]")
      : { flags: new Set<string>(), rest: args.slice(1) };
    const style = flags.has("t") ? "word" : flags.has("p") || flags.has("P") ? "path" : "long";
    return describeCommands(shell, rest, {
      style,
      all: flags.has("a"),
      skipFunctions: flags.has("f"),
      forcePath: flags.has("P"),
    });
  },
};

export const hash: Builtin = {
  *run(shell, args) {
    const { flags, values, rest } = parseFlags(
      args,
      "lrp:dt",
      "hash: usage: hash [-lr] [-p pathname] [-dt] [name ...]",
    );
    if (flags.has("r")) shell.commandPaths.clear();
    const path = values.get("p");
    if (path !== undefined) for (const name of rest) shell.commandPaths.set(name, { path, hits: 0 });
    else if (rest.length === 0 && !flags.has("r")) return yield* listHashed(shell);
    let status = 0;
    for (const name of path === undefined ? rest : []) {
      if (flags.has("d")) shell.commandPaths.delete(name);
      else if (flags.has("t")) {
        const known = shell.commandPaths.get(name);
        if (known !== undefined)
          yield* shell.process.print(rest.length > 1 ? `${name}\t${known.path}\n` : `${known.path}\n`);
        else status = 1;
      } else if (builtinOf(shell, name) === undefined && !shell.functions.has(name)) {
        const found = findProgram(shell, name);
        if ("problem" in found) {
          yield* shell.complain(`${name}: not found`, "hash");
          status = 1;
        } else shell.commandPaths.set(name, { path: found.path, hits: 0 });
      }
    }
    return status;
  },
};

function* listHashed(shell: Shell): Run<number> {
  if (shell.commandPaths.size === 0) {
    if (shell.dialect.id === "bash") yield* shell.process.print("hash: hash table empty\n");
    return 0;
  }
  let text = "hits\tcommand\n";
  for (const { path, hits } of shell.commandPaths.values()) text += `${String(hits).padStart(4)}\t${path}\n`;
  yield* shell.process.print(text);
  return 0;
}

export const enable: Builtin = {
  *run(shell, args) {
    const { flags, rest } = parseFlags(args, "anps", "enable: usage: enable [-a] [-dnps] [-f filename] [name ...]");
    if (rest.length === 0) {
      const names = [...BUILTINS.keys()]
        .filter((name) => !shell.dialect.lacks.has(name) && shell.disabled.has(name) === flags.has("n"))
        .sort();
      yield* shell.process.print(names.map((name) => `enable ${flags.has("n") ? "-n " : ""}${name}\n`).join(""));
      return 0;
    }
    for (const name of rest) {
      if (!BUILTINS.has(name)) throw new BuiltinError(`${name}: not a shell builtin`);
      if (flags.has("n")) shell.disabled.add(name);
      else shell.disabled.delete(name);
    }
    return 0;
  },
};

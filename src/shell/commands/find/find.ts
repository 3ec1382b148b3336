/**
 * Files in a tree that fit. Models: findutils 4.9 find/parser.c, pred.c; busybox findutils/find.c
 * SIMPLIFIED: of the many tests those that people type; inodes and access times are refused.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { VfsNode } from "../../../sim/os/vfs/node.ts";
import { basename } from "../../../sim/os/vfs/path.ts";
import { lookUp } from "../files.ts";
import { type Flavour, localeQuoted } from "../flavour.ts";
import { Output } from "../output.ts";
import { FindActions } from "./find-actions.ts";
import { type FindExpression, FindParser, type FindSettings } from "./find-expression.ts";

export interface Found {
  readonly path: string;
  readonly name: string;
  readonly node: VfsNode;
  readonly depth: number;
  /** The operand that it was found under. */
  readonly root: string;
}

export function* find(process: Process, flavour: Flavour): Run<number> {
  const args = process.argv.slice(1).filter((word) => word !== "-H" && word !== "-P");
  const follow = args[0] === "-L";
  if (follow) args.shift();
  const roots: string[] = [];
  while (args[0] !== undefined && !/^[-(!]/.test(args[0])) roots.push(args.shift() as string);
  const { expression, settings } = new FindParser(process, args).parse();
  const walk = new Walk(process, { flavour, expression, settings, follow });
  for (const root of roots.length === 0 ? ["."] : roots) yield* walk.from(root);
  return yield* walk.end();
}

class Walk {
  readonly #process: Process;
  readonly #flavour: Flavour;
  readonly #expression: FindExpression;
  readonly #settings: FindSettings;
  readonly #follow: boolean;
  readonly #out: Output;
  readonly #actions: FindActions;
  #failed = false;

  constructor(
    process: Process,
    {
      flavour,
      expression,
      settings,
      follow,
    }: { flavour: Flavour; expression: FindExpression; settings: FindSettings; follow: boolean },
  ) {
    this.#process = process;
    this.#flavour = flavour;
    this.#expression = expression;
    this.#settings = settings;
    this.#follow = follow;
    this.#out = new Output(process);
    this.#actions = new FindActions(process, this.#out);
  }

  *from(root: string): Run<void> {
    const node = lookUp(this.#process, root, !this.#follow);
    if (node === null) {
      this.#failed = true;
      yield* this.#out.flush();
      const shown = this.#flavour.name === "gnu" ? localeQuoted(this.#process, root) : root;
      yield* this.#process.printError(`${this.#process.name}: ${shown}: No such file or directory\n`);
      return;
    }
    yield* this.#visit({ path: root, name: basename(root), node, depth: 0, root });
  }

  *end(): Run<number> {
    yield* this.#actions.finish();
    yield* this.#out.flush();
    return this.#failed || this.#actions.failed ? 1 : 0;
  }

  *#visit(found: Found): Run<void> {
    yield* this.#process.charge(5);
    const { minDepth, maxDepth, depthFirst } = this.#settings;
    const test = found.depth >= minDepth;
    this.#actions.pruned = false;
    if (test && !depthFirst) yield* this.#actions.evaluate(this.#expression, found);
    if (this.#actions.hasQuit) return;
    if (found.node.kind === "directory" && found.depth < maxDepth && !this.#actions.pruned) {
      for (const [name, node] of [...found.node.entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const path = found.path.endsWith("/") ? found.path + name : `${found.path}/${name}`;
        const shown = this.#follow && node.kind === "link" ? (lookUp(this.#process, path) ?? node) : node;
        yield* this.#visit({ path, name, node: shown, depth: found.depth + 1, root: found.root });
        if (this.#actions.hasQuit) return;
      }
    }
    if (test && depthFirst) yield* this.#actions.evaluate(this.#expression, found);
    yield* this.#out.drain();
  }
}

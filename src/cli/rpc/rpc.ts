/** `hop rpc`: JSON Lines, one request, one reply, in order. Nothing else goes to stdout. */
import { createInterface } from "node:readline";
import { UsageError } from "../usage-error.ts";
import { OPS } from "./ops/index.ts";
import { Refusal } from "./refusal.ts";
import { RpcWorld } from "./rpc-world.ts";

const USAGE = `usage: hop rpc

Requests are JSON objects, one a line, on standard input; replies, one a line, on standard output.
Operations: ${[...OPS.keys()].join(", ")}.
`;

type Reply = Record<string, unknown>;

export async function rpc(args: readonly string[]): Promise<number> {
  if (args[0] === "--help" || args[0] === "-h") {
    process.stdout.write(USAGE);
    return 0;
  }
  if (args.length > 0) throw new UsageError(`rpc: takes no arguments: ${args.join(" ")}`);
  const world = new RpcWorld();
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== "") process.stdout.write(`${JSON.stringify(answer(world, line))}\n`);
  }
  return 0;
}

export function answer(world: RpcWorld, line: string): Reply {
  let request: Record<string, unknown>;
  try {
    request = JSON.parse(line);
    if (request === null || typeof request !== "object" || Array.isArray(request))
      throw new SyntaxError("a request is an object");
  } catch (error) {
    return { id: null, ok: false, error: `not a request: ${(error as Error).message}` };
  }
  const id = request.id ?? null;
  const op = OPS.get(String(request.op));
  if (op === undefined)
    return {
      id,
      ok: false,
      error: `unknown op ${JSON.stringify(request.op)}; there are: ${[...OPS.keys()].join(", ")}`,
    };
  try {
    return { id, ok: true, ...op(world, request) };
  } catch (error) {
    if (error instanceof Refusal)
      return { id, ok: false, error: error.message, ...(error.status === undefined ? {} : { status: error.status }) };
    process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
    return { id, ok: false, error: `a bug of ours: ${(error as Error).message}` };
  }
}

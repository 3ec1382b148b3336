/**
 * Two modules of Python's library, because half of all curl lines end in them, and no Python.
 *
 * Models: CPython 3.11 Lib/json/tool.py, Lib/http/server.py
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { httpServer } from "./http-server.ts";
import { jsonTool } from "./json-tool.ts";

export function* python3(process: Process): Run<number> {
  const args = process.argv.slice(1);
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
    yield* process.print("Python 3.11.2\n");
    return 0;
  }
  const module = args[0] === "-m" ? args[1] : /^-m(.+)$/.exec(args[0] ?? "")?.[1];
  const rest = args.slice(args[0] === "-m" ? 2 : 1);
  if (module === "json.tool") return yield* jsonTool(process, rest);
  if (module === "http.server") return yield* httpServer(process, rest);
  throw new Failure("python3: not simulated here beyond -m json.tool and -m http.server\n", 2);
}

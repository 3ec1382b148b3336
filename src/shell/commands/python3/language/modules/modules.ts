/** What can be imported. Models: CPython 3.11 Lib/importlib/_bootstrap.py */
import { raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { NAMES } from "../names.ts";
import { notSimulated } from "../not-simulated.ts";
import type { PyObject } from "../values.ts";
import { httpClientModule } from "./http-client.ts";
import { jsonModule } from "./json.ts";
import { moduleOf } from "./module.ts";
import { osModule, pathModule } from "./os.ts";
import { socketModule } from "./socket.ts";
import { sysModule } from "./system.ts";
import { timeModule } from "./time.ts";
import { urllibErrorModule, urllibParseModule, urllibRequestModule } from "./urllib.ts";

const MAKERS: Readonly<Record<string, (run: Interpreter) => PyObject>> = {
  http: () => moduleOf("http", []),
  "http.client": httpClientModule,
  json: jsonModule,
  os: osModule,
  "os.path": pathModule,
  socket: socketModule,
  sys: sysModule,
  time: timeModule,
  urllib: () => moduleOf("urllib", []),
  "urllib.error": urllibErrorModule,
  "urllib.parse": urllibParseModule,
  "urllib.request": urllibRequestModule,
};

/** What an import brings along besides. */
const WITH: Readonly<Record<string, readonly string[]>> = {
  os: ["os.path"],
  "urllib.request": ["urllib.error", "urllib.parse", "http.client", "socket"],
};
const STANDARD: ReadonlySet<string> = new Set(NAMES.stdlib?.split(" "));

/** By its whole name, and known to its parents under the last part of it. */
export function importModule(run: Interpreter, name: string): PyObject {
  const known = run.modules.get(name);
  if (known !== undefined) return known;
  const dot = name.lastIndexOf(".");
  const parent = dot < 0 ? null : importModule(run, name.slice(0, dot));
  const make = MAKERS[name];
  if (make === undefined) throw missing(name, dot);
  const made = make(run);
  run.modules.set(name, made);
  parent?.attributes.set(name.slice(dot + 1), made);
  for (const other of WITH[name] ?? []) importModule(run, other);
  return made;
}

function missing(name: string, dot: number): Error {
  const [top = ""] = name.split(".");
  if (dot >= 0 && ["os", "sys", "time", "socket"].includes(top))
    return raised("ModuleNotFoundError", `No module named '${name}'; '${top}' is not a package`);
  if (STANDARD.has(top)) return notSimulated(`the module ${name}`);
  return raised("ModuleNotFoundError", `No module named '${name}'`);
}

/** The operations of `hop rpc`, one line each. */
import type { Request } from "../fields.ts";
import type { RpcWorld } from "../rpc-world.ts";
import { connections } from "./connections.ts";
import { dns } from "./dns.ts";
import { exec } from "./exec.ts";
import { fn } from "./fn.ts";
import { kubectl } from "./kubectl.ts";
import { apply, create, get, list, load, patch, remove, update } from "./objects.ts";
import { packet } from "./packet.ts";
import { proxyRules } from "./proxy-rules.ts";
import { reach } from "./reach.ts";
import { reset } from "./reset.ts";
import { table } from "./table.ts";
import { advance, settle, trace } from "./time.ts";

/** Answers with the fields of the reply; throws Refusal. */
export type Op = (world: RpcWorld, request: Request) => Record<string, unknown>;

export const OPS: ReadonlyMap<string, Op> = new Map<string, Op>([
  ["advance", advance],
  ["apply", apply],
  ["connections", connections],
  ["create", create],
  ["delete", remove],
  ["dns", dns],
  ["exec", exec],
  ["fn", fn],
  ["get", get],
  ["kubectl", kubectl],
  ["list", list],
  ["load", load],
  ["packet", packet],
  ["patch", patch],
  ["proxyRules", proxyRules],
  ["reach", reach],
  ["reset", reset],
  ["settle", settle],
  ["table", table],
  ["trace", trace],
  ["update", update],
]);

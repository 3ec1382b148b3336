/** Objects that somebody might send: shaped by the API's own types, with values that are right, nearly right, or absurd. */

import type { Prng } from "../../src/sim/core/prng.ts";
import type { JsonObject, JsonValue } from "../../src/sim/kube/api/objects.ts";
import { type TypeRef, typeNamed } from "../../src/sim/kube/schema/schema.ts";

const NAMES = [
  "web",
  "db",
  "a",
  "x-1",
  "web.default",
  "Web",
  "-",
  "",
  "a".repeat(64),
  "ünï",
  "__proto__",
  "constructor",
];
const WORDS = [
  ...NAMES,
  "default",
  "kube-system",
  "app",
  "TCP",
  "UDP",
  "Always",
  "Never",
  "OnFailure",
  "ClusterIP",
  "NodePort",
  "LoadBalancer",
  "ExternalName",
  "Local",
  "Cluster",
  "In",
  "Exists",
  "nginx",
  "busybox:1.37",
  "fastapi-k8s",
  "registry.example/none:1",
  "10.96.0.10",
  "10.244.0.0/16",
  "::1",
  "0.0.0.0/0",
  "http",
  "80",
  "*/5 * * * *",
  "100m",
  "1Gi",
  "25%",
  "sleep",
  "\u0000\u001b[31m",
  "<script>",
  "$(HOME)",
];
const NUMBERS = [
  0,
  1,
  2,
  3,
  10,
  53,
  80,
  443,
  8000,
  30_080,
  65_535,
  65_536,
  -1,
  1e6,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  1.5,
  1e300,
];
const DEPTH = 9;

export class RandomObjects {
  readonly #prng: Prng;

  constructor(prng: Prng) {
    this.#prng = prng;
  }

  /** A whole object of a kind, most of what it must have in place. */
  of(type: string, apiVersion: string, kind: string): JsonObject {
    const made = this.#object(type, 0);
    const name = this.#prng.chance(9, 10)
      ? `${this.#prng.pick(["web", "db", "a", "b", "c"])}-${this.#prng.below(6)}`
      : this.#prng.pick(NAMES);
    const metadata = this.#prng.chance(19, 20) ? { ...this.#metadata(), name } : this.#any(0);
    return { ...made, apiVersion, kind, metadata };
  }

  /** The same object, with something changed, gone, or put where it does not belong. */
  mutated(value: JsonValue): JsonValue {
    const prng = this.#prng;
    if (prng.chance(1, 12)) return this.#any(0);
    if (Array.isArray(value)) {
      if (value.length === 0 || prng.chance(1, 6)) return [...value, ...value, this.#any(1)];
      const at = prng.below(value.length);
      return value.map((item, i) => (i === at ? this.mutated(item) : item));
    }
    if (typeof value === "object" && value !== null) {
      const keys = Object.keys(value);
      if (keys.length === 0 || prng.chance(1, 10)) return { ...value, [prng.pick(WORDS)]: this.#any(1) };
      const key = prng.pick(keys);
      if (prng.chance(1, 6)) return Object.fromEntries(Object.entries(value).filter(([own]) => own !== key));
      return { ...value, [key]: this.mutated((value as JsonObject)[key] as JsonValue) };
    }
    return this.#any(1);
  }

  any(): JsonValue {
    return this.#any(0);
  }

  word(): string {
    return this.#prng.pick(WORDS);
  }

  #metadata(): JsonObject {
    const prng = this.#prng;
    const labels = { app: prng.pick(["web", "db"]) };
    return prng.chance(1, 5)
      ? { ...this.#object("ObjectMeta", 4), labels, deletionTimestamp: undefined as never }
      : { labels };
  }

  #object(name: string, depth: number): Record<string, JsonValue> {
    const made: Record<string, JsonValue> = {};
    for (const field of typeNamed(name).fields.values()) {
      if (field.name === "metadata" && depth === 0) continue;
      const wanted = field.required ? 19 : depth < 2 && field.name === "spec" ? 19 : Math.max(1, 5 - depth);
      if (!this.#prng.chance(wanted, 20)) continue;
      made[field.name] = this.#prng.chance(1, 60) ? this.#any(depth) : this.#value(field.type, depth + 1);
    }
    return made;
  }

  #value(type: TypeRef, depth: number): JsonValue {
    const prng = this.#prng;
    switch (type.kind) {
      case "object":
        return depth > DEPTH ? {} : this.#object(type.name, depth);
      case "list":
        return depth > DEPTH ? [] : Array.from({ length: prng.below(3) }, () => this.#value(type.of, depth + 1));
      case "map":
        return Object.fromEntries(
          Array.from({ length: prng.below(3) }, () => [prng.pick(WORDS), this.#value(type.of, depth + 1)]),
        );
      case "bool":
        return prng.chance(1, 2);
      case "int32":
      case "int64":
      case "float64":
        return prng.pick(NUMBERS);
      case "intOrString":
        return prng.chance(1, 2) ? prng.pick(NUMBERS) : prng.pick(WORDS);
      case "quantity":
        return prng.pick(["1", "100m", "64Mi", "1e3", "-1", "1.5Gi", "x", "", "9999999999999999999"]);
      case "time":
      case "microTime":
        return prng.pick(["2026-01-05T09:00:00Z", "2026-01-05T09:00:00.000000Z", "yesterday", ""]);
      case "any":
        return this.#any(depth);
      default:
        return prng.pick(WORDS);
    }
  }

  #any(depth: number): JsonValue {
    const prng = this.#prng;
    switch (prng.below(depth > DEPTH ? 4 : 6)) {
      case 0:
        return null;
      case 1:
        return prng.chance(1, 2);
      case 2:
        return prng.pick(NUMBERS);
      case 3:
        return prng.pick(WORDS);
      case 4:
        return Array.from({ length: prng.below(3) }, () => this.#any(depth + 1));
      default:
        return Object.fromEntries(
          Array.from({ length: prng.below(3) }, () => [prng.pick(WORDS), this.#any(depth + 1)]),
        );
    }
  }
}

/**
 * Values in a Go template: what JSON has, whose whole numbers are int64; what the template itself makes is a bigint
 * (int), a Float or a Complex; undefined is what is not there.
 *
 * Models: text/template/exec.go (isTrue)
 */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";

/** A float64 that a template writes: `1.0` is none of the whole numbers. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export class Complex {
  readonly real: number;
  readonly imaginary: number;

  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }
}

export type Value = Mutable | bigint | Float | Complex | undefined;

export function isNothing(value: Value): value is null | undefined {
  return value === undefined || value === null;
}

export function isMap(value: Value): value is { [field: string]: Mutable } {
  return isObject(value) && !(value instanceof Float) && !(value instanceof Complex);
}

export function isTrue(value: Value): boolean {
  if (isNothing(value) || value === false || value === "" || value === 0n) return false;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Complex) return value.real !== 0 || value.imaginary !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return keysOf(value).length > 0;
  return value !== 0;
}

export function keysOf(value: { readonly [field: string]: Mutable }): string[] {
  return Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
}

export function isInteger(value: Value): value is bigint | number {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

/** The number of a float64, null of all else. */
export function floatIn(value: Value): number | null {
  if (value instanceof Float) return value.value;
  return typeof value === "number" && !Number.isInteger(value) ? value : null;
}

/** The type of a value as Go names it. */
export function typeOf(value: Value): string {
  if (isNothing(value)) return "<nil>";
  if (typeof value === "bigint") return "int";
  if (isInteger(value)) return "int64";
  if (floatIn(value) !== null) return "float64";
  if (value instanceof Complex) return "complex128";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}

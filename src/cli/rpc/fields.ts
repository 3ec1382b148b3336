/** Reads the fields of a request, and says which one is wrong. */
import { Refusal } from "./refusal.ts";

export type Request = Readonly<Record<string, unknown>>;

export function text(request: Request, field: string): string {
  const value = request[field];
  if (typeof value !== "string")
    throw new Refusal(`${field}: wanted a text, got ${JSON.stringify(value) ?? "nothing"}`);
  return value;
}

export function optionalText(request: Request, field: string): string | undefined {
  return request[field] === undefined || request[field] === null ? undefined : text(request, field);
}

export function optionalNumber(request: Request, field: string): number | undefined {
  const value = request[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new Refusal(`${field}: wanted a number, got ${JSON.stringify(value)}`);
  return value;
}

export function optionalTexts(request: Request, field: string): string[] | undefined {
  const value = request[field];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.some((item) => typeof item !== "string"))
    throw new Refusal(`${field}: wanted a list of texts`);
  return value;
}

export function optionalRecord(request: Request, field: string): Request | undefined {
  const value = request[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw new Refusal(`${field}: wanted an object`);
  return value as Request;
}

export function optionalList(request: Request, field: string): readonly unknown[] | undefined {
  const value = request[field];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new Refusal(`${field}: wanted a list`);
  return value;
}

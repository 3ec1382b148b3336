/** Routing tables by name and number. Models: iproute2 lib/rt_names.c, /usr/share/iproute2/rt_tables */
import { Failure } from "../failure.ts";

const NAMES: ReadonlyMap<number, string> = new Map([
  [255, "local"],
  [254, "main"],
  [253, "default"],
]);

export function tableName(number: number): string {
  return NAMES.get(number) ?? String(number);
}

export function tableNumber(text: string): number {
  for (const [number, name] of NAMES) if (name === text) return number;
  if (!/^\d+$/.test(text)) throw new Failure(`Error: argument "${text}" is wrong: invalid table ID\n\n`, 255);
  return Number(text);
}

/** A moment to the microsecond, for whoever goes step by step: `12.345 678 s`. */
export function clockText(us: number): string {
  const [whole, part] = [Math.floor(us / 1_000_000), String(us % 1_000_000).padStart(6, "0")];
  return `${whole}.${part.slice(0, 3)}\u202f${part.slice(3)} s`;
}

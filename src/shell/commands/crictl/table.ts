/** Columns as crictl lays them out: at least twenty wide, three blanks apart. Models: cri-tools cmd/crictl/display.go (tabwriter 20, 1, 3) */

const LEAST = 20;
const GAP = 3;

export function criTable(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(LEAST, ...rows.map((row) => [...(row[c] ?? "")].length + GAP)),
  );
  return rows
    .map((row) => `${row.map((cell, c) => (c === columns - 1 ? cell : cell.padEnd(widths[c] as number))).join("")}\n`)
    .join("");
}

/** `About a minute ago`. Models: github.com/docker/go-units HumanDuration() */
export function humanAgo(us: number): string {
  const seconds = Math.floor(us / 1_000_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60 + 0.5);
  if (seconds < 1) return "Less than a second ago";
  if (seconds === 1) return "1 second ago";
  if (seconds < 60) return `${seconds} seconds ago`;
  if (minutes === 1) return "About a minute ago";
  if (minutes < 60) return `${minutes} minutes ago`;
  if (hours === 1) return "About an hour ago";
  if (hours < 48) return `${hours} hours ago`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days ago`;
  return `${Math.floor(hours / 24 / 7)} weeks ago`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** Three figures, in thousands. Models: go-units HumanSizeWithPrecision(size, 3) */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(3))}${UNITS[unit]}`;
}

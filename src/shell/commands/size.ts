/** Sizes as people type them: `10`, `4k`, `1M`, `2KB`, `1GiB`. Models: coreutils xstrtoumax with its suffixes. */

const POWERS = "KMGTPE";

/** Null when it is no size. */
export function parseSize(text: string): number | null {
  const found = /^(\d+)(?:(b)|([kKmMGTPE])(B|iB)?)?$/.exec(text);
  if (found === null) return null;
  const count = Number(found[1]);
  if (found[2] === "b") return count * 512;
  if (found[3] === undefined) return count;
  return count * (found[4] === "B" ? 1000 : 1024) ** (POWERS.indexOf(found[3].toUpperCase()) + 1);
}

/** As `ls -h` and `du -h` write it: 1.0K, 12K, 3.4M. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes;
  let power = -1;
  while (value >= 1024) {
    value /= 1024;
    power++;
  }
  const tenths = Math.ceil(value * 10) / 10;
  const shown = tenths < 10 ? tenths.toFixed(1) : String(Math.ceil(value));
  return shown === "1024" ? `1.0${POWERS[power + 1]}` : `${shown}${POWERS[power]}`;
}

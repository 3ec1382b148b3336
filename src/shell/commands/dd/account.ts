/** What dd says at its end. Models: coreutils src/dd.c print_stats(), lib/human.c */

export interface Account {
  inFull: number;
  inPart: number;
  outFull: number;
  outPart: number;
  bytes: number;
}

export function accountText(account: Account, seconds: number, isBrief: boolean): string {
  const { inFull, inPart, outFull, outPart, bytes } = account;
  const records = `${inFull}+${inPart} records in\n${outFull}+${outPart} records out\n`;
  if (isBrief) return records;
  const decimal = human(bytes, 1000);
  const binary = human(bytes, 1024);
  const sizes = bytes < 1000 ? "" : ` (${decimal}${bytes < 1024 ? "" : `, ${binary}`})`;
  const unit = bytes === 1 ? "byte" : "bytes";
  const speed = seconds === 0 ? "Infinity B" : human(bytes / seconds, 1000, true);
  return `${records}${bytes} ${unit}${sizes} copied, ${significant(seconds)} s, ${speed}/s\n`;
}

/** Models: busybox coreutils/dd.c dd_output_status() */
export function busyboxAccount(account: Account, seconds: number, isBrief: boolean): string {
  const { inFull, inPart, outFull, outPart, bytes } = account;
  const records = `${inFull}+${inPart} records in\n${outFull}+${outPart} records out\n`;
  if (isBrief) return records;
  const speed = seconds === 0 ? bytes : bytes / seconds;
  return `${records}${bytes} bytes (${short(bytes)}) copied, ${seconds.toFixed(6)} seconds, ${short(speed)}/s\n`;
}

/** `2.0KB`, `43.4MB` */
function short(amount: number): string {
  return amount < 1024 ? `${Math.round(amount)}B` : human(amount, 1024).replace(" ", "").replace("iB", "B");
}

/** `2.0 kB`, `3.0 MiB`; under ten with one decimal. */
function human(amount: number, base: 1000 | 1024, isSpeed = false): string {
  const units = base === 1000 ? ["B", "kB", "MB", "GB", "TB"] : ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = amount;
  let unit = 0;
  // A speed is never told in single bytes.
  for (; (value >= base || (isSpeed && unit === 0)) && unit < units.length - 1; unit++) value /= base;
  const shown = value < 10 && unit > 0 ? value.toFixed(1) : String(Math.round(value));
  return `${shown} ${units[unit]}`;
}

/** As printf's %g writes it. */
function significant(seconds: number): string {
  return String(Number(seconds.toPrecision(6)));
}

/** The table of figures on stderr. Models: curl lib/progress.c progress_meter(). SIMPLIFIED: the current speed is not that of the last five seconds. */

export interface Progress {
  readonly startUs: number;
  total: number | null;
  downloaded: number;
  uploadTotal: number;
  uploaded: number;
}

export const METER_HEAD =
  "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n" +
  "                                 Dload  Upload   Total   Spent    Left  Speed\n";

export function meterLine(progress: Progress, nowUs: number): string {
  const spentUs = Math.max(1, nowUs - progress.startUs);
  const { total, downloaded, uploadTotal, uploaded } = progress;
  const dlSpeed = Math.floor((downloaded * 1_000_000) / spentUs);
  const ulSpeed = Math.floor((uploaded * 1_000_000) / spentUs);
  // The speed of late is reckoned in whole milliseconds, the average in microseconds.
  const currentSpeed = Math.floor(((downloaded + uploaded) * 1000) / Math.max(1, Math.floor(spentUs / 1000)));
  const expected = (total ?? downloaded) + uploadTotal;
  const estimateSec = total !== null && dlSpeed > 0 ? Math.floor(total / dlSpeed) : 0;
  const spentSec = Math.floor((nowUs - progress.startUs) / 1_000_000);
  const percent = (part: number, of: number | null): string =>
    String(of === null || of === 0 ? 0 : Math.floor((part * 100) / of)).padStart(3);
  const known = total !== null || uploadTotal > 0;
  return (
    `\r${percent(known ? downloaded + uploaded : 0, expected)} ${short(expected)}  ${percent(downloaded, total)} ${short(downloaded)}  ` +
    `${percent(uploaded, uploadTotal)} ${short(uploaded)}  ${short(dlSpeed)}  ${short(ulSpeed)} ${clock(estimateSec)} ${clock(spentSec)} ` +
    `${clock(estimateSec > 0 ? Math.max(0, estimateSec - spentSec) : 0)} ${short(currentSpeed)}`
  );
}

/** Five characters: 99999, 9999k, 12.3M… */
function short(value: number): string {
  if (value < 100_000) return String(value).padStart(5);
  if (value < 10_000 * 1024) return `${String(Math.floor(value / 1024)).padStart(4)}k`;
  const mega = 1024 * 1024;
  if (value < 100 * mega)
    return `${String(Math.floor(value / mega)).padStart(2)}.${Math.floor((value % mega) / (mega / 10))}M`;
  return `${String(Math.floor(value / mega)).padStart(4)}M`;
}

function clock(seconds: number): string {
  if (seconds <= 0) return "--:--:--";
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${String(hours).padStart(2)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

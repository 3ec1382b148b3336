/** Time stamps, by how many -t were given. Models: tcpdump 4.99 util-print.c ts_print() */
import { calendarOf } from "../../../sim/core/time.ts";

const SECOND = 1_000_000;

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function clockText(atUs: number): string {
  const { hour, minute, second } = calendarOf(Math.floor(atUs / 1000));
  return `${two(hour)}:${two(minute)}:${two(second)}.${String(atUs % SECOND).padStart(6, "0")}`;
}

export function timeText(atUs: number, style: number, previousUs: number | null): string {
  switch (style) {
    case 1:
      return "";
    case 2:
      return `${Math.floor(atUs / SECOND)}.${String(atUs % SECOND).padStart(6, "0")} `;
    case 3:
    case 5: {
      const pastUs = previousUs === null ? 0 : atUs - previousUs;
      return ` ${clockText(pastUs)} `;
    }
    case 4: {
      const { year, month, day } = calendarOf(Math.floor(atUs / 1000));
      return `${year}-${two(month)}-${two(day)} ${clockText(atUs)} `;
    }
    default:
      return `${clockText(atUs)} `;
  }
}

/** Moments as HTTP and logs write them. Models: RFC 9110 §5.6.7; Common Log Format */
import { calendarOf } from "../../core/time.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Fri, 20 Nov 2026 10:13:17 GMT` */
export function httpDate(epochMs: number): string {
  const t = calendarOf(epochMs);
  return `${DAYS[t.weekday]}, ${two(t.day)} ${MONTHS[t.month - 1]} ${t.year} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} GMT`;
}

/** `20/Nov/2026:10:13:17 +0000` */
export function logDate(epochMs: number): string {
  const t = calendarOf(epochMs);
  return `${two(t.day)}/${MONTHS[t.month - 1]}/${t.year}:${two(t.hour)}:${two(t.minute)}:${two(t.second)} +0000`;
}

/** `2026/11/20 10:13:17` */
export function slashDate(epochMs: number): string {
  const t = calendarOf(epochMs);
  return `${t.year}/${two(t.month)}/${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

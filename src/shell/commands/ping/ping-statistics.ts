/** What ping counts and how it tells it. Models: iputils ping/ping_common.c finish(), gather_statistics() */

export class PingStatistics {
  transmitted = 0;
  received = 0;
  slowestUs = 0;
  lastSentUs = 0;
  #firstSentUs = 0;
  #errors = 0;
  #duplicates = 0;
  #fastestUs = Number.POSITIVE_INFINITY;
  #sumUs = 0;
  #squareSum = 0;
  /** The most packets that were under way at once. */
  #pipe = 0;
  readonly #answered = new Set<number>();

  sent(nowUs: number): void {
    if (this.transmitted === 0) this.#firstSentUs = nowUs;
    this.transmitted++;
    this.lastSentUs = nowUs;
  }

  hasAnswered(seq: number): boolean {
    return this.#answered.has(seq);
  }

  /** True when that one has been answered before. */
  answered(seq: number, tripUs: number): boolean {
    const isDuplicate = this.#answered.has(seq);
    if (isDuplicate) this.#duplicates++;
    else this.received++;
    this.#answered.add(seq);
    this.#acknowledge(seq);
    this.#sumUs += tripUs;
    this.#squareSum += tripUs * tripUs;
    this.#fastestUs = Math.min(this.#fastestUs, tripUs);
    this.slowestUs = Math.max(this.slowestUs, tripUs);
    return isDuplicate;
  }

  failed(seq: number): void {
    this.#errors++;
    this.#acknowledge(seq);
  }

  /** Every packet has come back or failed; with a deadline, the first error is the end. */
  isComplete(count: number | null, hasDeadline: boolean): boolean {
    if (hasDeadline && this.#errors > 0) return true;
    return count !== null && this.received + this.#errors >= count;
  }

  #acknowledge(seq: number): void {
    const behind = (this.transmitted - seq) & 0xffff;
    if (behind <= 0x7fff) this.#pipe = Math.max(this.#pipe, behind + 1);
  }

  report(name: string): string {
    const parts = [`${this.transmitted} packets transmitted`, `${this.received} received`];
    if (this.#duplicates > 0) parts.push(`+${this.#duplicates} duplicates`);
    if (this.#errors > 0) parts.push(`+${this.#errors} errors`);
    if (this.transmitted > 0) {
      const lost = ((this.transmitted - this.received) * 100) / this.transmitted;
      parts.push(`${Number(lost.toPrecision(6))}% packet loss`);
      parts.push(`time ${Math.floor((this.lastSentUs - this.#firstSentUs) / 1000)}ms`);
    }
    const lines = ["", `--- ${name} ping statistics ---`, parts.join(", ")];
    return `${lines.join("\n")}\n${this.#roundTrips()}\n`;
  }

  #roundTrips(): string {
    const pipe = this.#pipe > 1 ? `pipe ${this.#pipe}` : "";
    if (this.received === 0) return pipe;
    const count = this.received + this.#duplicates;
    const mean = Math.floor(this.#sumUs / count);
    const deviation = Math.floor(Math.sqrt(Math.max(0, Math.floor(this.#squareSum / count) - mean * mean)));
    const numbers = [this.#fastestUs, mean, this.slowestUs, deviation].map((us) => (us / 1000).toFixed(3));
    return `rtt min/avg/max/mdev = ${numbers.join("/")} ms${pipe === "" ? "" : `, ${pipe}`}`;
  }
}

/** Three significant digits after the first, fewer the longer it took. */
export function formatRoundTrip(us: number): string {
  if (us >= 100_000 - 50) return String(Math.floor((us + 500) / 1000));
  if (us >= 10_000 - 5) return ((us + 50 - ((us + 50) % 100)) / 1000).toFixed(1);
  if (us >= 1000) return ((us + 5 - ((us + 5) % 10)) / 1000).toFixed(2);
  return (us / 1000).toFixed(3);
}

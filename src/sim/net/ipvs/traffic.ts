/**
 * What went through a virtual service or to a real server: totals, and rates that follow them slowly.
 *
 * Models: net/netfilter/ipvs/ip_vs_est.c (a sample every two seconds, a quarter of the difference each time)
 */
const SAMPLE_US = 2_000_000;
/** After so many samples without traffic every rate is zero. */
const FADED = 128;

export interface Rates {
  readonly conns: number;
  readonly inPackets: number;
  readonly outPackets: number;
  readonly inBytes: number;
  readonly outBytes: number;
}

const NOTHING: Rates = { conns: 0, inPackets: 0, outPackets: 0, inBytes: 0, outBytes: 0 };

type Count = keyof Rates;
const COUNTS: readonly Count[] = ["conns", "inPackets", "outPackets", "inBytes", "outBytes"];

export class Traffic implements Rates {
  conns = 0;
  inPackets = 0;
  outPackets = 0;
  inBytes = 0;
  outBytes = 0;
  #sampledAtUs: number;
  #last: Record<Count, number> = { ...NOTHING };
  /** A thousandth of a unit a second, and finer. */
  #rates: Record<Count, number> = { ...NOTHING };

  constructor(nowUs: number) {
    this.#sampledAtUs = nowUs;
  }

  countConnection(nowUs: number): void {
    if (nowUs - this.#sampledAtUs >= SAMPLE_US) this.#sample(nowUs);
    this.conns++;
  }

  countIn(bytes: number, nowUs: number): void {
    if (nowUs - this.#sampledAtUs >= SAMPLE_US) this.#sample(nowUs);
    this.inPackets++;
    this.inBytes += bytes;
  }

  countOut(bytes: number, nowUs: number): void {
    if (nowUs - this.#sampledAtUs >= SAMPLE_US) this.#sample(nowUs);
    this.outPackets++;
    this.outBytes += bytes;
  }

  /** Per second. */
  rates(nowUs: number): Rates {
    if (nowUs - this.#sampledAtUs >= SAMPLE_US) this.#sample(nowUs);
    const { conns, inPackets, outPackets, inBytes, outBytes } = this.#rates;
    return {
      conns: (conns + 0x1ff) >>> 10,
      inPackets: (inPackets + 0x1ff) >>> 10,
      outPackets: (outPackets + 0x1ff) >>> 10,
      inBytes: Math.floor((inBytes + 0xf) / 32),
      outBytes: Math.floor((outBytes + 0xf) / 32),
    };
  }

  zero(nowUs: number): void {
    for (const count of COUNTS) {
      this[count] = 0;
      this.#last[count] = 0;
      this.#rates[count] = 0;
    }
    this.#sampledAtUs = nowUs;
  }

  #sample(nowUs: number): void {
    const samples = Math.floor((nowUs - this.#sampledAtUs) / SAMPLE_US);
    this.#sampledAtUs += samples * SAMPLE_US;
    for (const count of COUNTS) {
      const scale = count === "inBytes" || count === "outBytes" ? 16 : 512;
      let rate = this.#rates[count];
      rate += Math.floor(((this[count] - this.#last[count]) * scale - rate) / 4);
      for (let i = 1; i < samples && i < FADED && rate !== 0; i++) rate += Math.floor(-rate / 4);
      this.#rates[count] = rate;
      this.#last[count] = this[count];
    }
  }
}

/**
 * The insides of a Quantity that was read from its canonical spelling: a whole number and a power of ten where that is
 * known to do, else a decimal of any length; the text itself where it will not be spelled anew.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go ParseQuantity, amount.go; gopkg.in/inf.v0
 */
const DECIMAL_POWERS: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
/** How many digits are known to fit an int64; of a number times a power of two, fewer. */
const DECIMAL_DIGITS = 18;
const BINARY_DIGITS = 15;
const NANO = 9;
const MAX_INT64 = (1n << 63n) - 1n;
const WORD_BITS = 64n;

interface Spelling {
  readonly isNegative: boolean;
  /** Without leading zeros. */
  readonly whole: string;
  readonly fraction: string;
  readonly format: "DecimalSI" | "BinarySI" | "DecimalExponent";
  /** Of ten, or of two. */
  readonly power: number;
}

export function goQuantity(text: string): string {
  if (text === "") return quantity({ value: 0n, scale: 0 }, "", "");
  if (text === "0") return quantity({ value: 0n, scale: 0 }, "0", "DecimalSI");
  const spelling = read(text);
  return short(spelling, text) ?? long(spelling);
}

function read(text: string): Spelling {
  const [, sign, zeros = "", digits = "", fraction = "", suffix = ""] = /^([+-]?)(0*)([0-9]*)(?:\.([0-9]*))?(.*)$/.exec(
    text,
  ) as RegExpExecArray;
  const whole = digits === "" || (zeros !== "" && digits === "" && fraction === "") ? "0" : digits;
  const parts = { isNegative: sign === "-", whole, fraction };
  const binary = BINARY.indexOf(suffix);
  if (binary >= 0) return { ...parts, format: "BinarySI", power: 10 * (binary + 1) };
  const power = DECIMAL_POWERS[suffix];
  if (power !== undefined) return { ...parts, format: "DecimalSI", power };
  return { ...parts, format: "DecimalExponent", power: Number(suffix.slice(1)) };
}

function short({ isNegative, whole, fraction, format, power }: Spelling, text: string): string | undefined {
  const isBinary = format === "BinarySI";
  if (isBinary && fraction !== "") return undefined;
  const spare = isBinary
    ? BINARY_DIGITS - whole.length - Math.trunc((power * 3) / 10) - 1
    : DECIMAL_DIGITS - whole.length - fraction.length;
  const scale = (isBinary ? 0 : power) - fraction.length;
  if (spare < 0 || scale < -NANO) return undefined;
  const digits = whole + fraction;
  const given = BigInt(digits);
  const value = (isBinary ? given << BigInt(power) : given) * (isNegative ? -1n : 1n);
  const isCanonical = isBinary ? (given & 7n) !== 0n : scale % 3 === 0 && !/^0|000$/.test(digits);
  return quantity({ value, scale }, isCanonical ? text : "", format);
}

function long({ isNegative, whole, fraction, format, power }: Spelling): string {
  const isBinary = format === "BinarySI";
  let amount = BigInt(whole + fraction) * (isBinary ? 1n << BigInt(power) : 1n);
  const scale = fraction.length - (isBinary ? 0 : power);
  // To the billionth, away from zero.
  if (scale <= NANO) amount *= 10n ** BigInt(NANO - scale);
  else {
    const unit = 10n ** BigInt(scale - NANO);
    amount = (amount + unit - 1n) / unit;
  }
  const isSmall = isBinary && amount < 10n ** BigInt(NANO);
  const most = MAX_INT64 * 10n ** BigInt(NANO);
  const isCapped = isBinary && amount > most;
  if (isCapped) amount = MAX_INT64;
  const words: bigint[] = [];
  for (let rest = amount; rest > 0n; rest >>= WORD_BITS) words.push(rest & ((1n << WORD_BITS) - 1n));
  const integer = `{neg:(bool)${isNegative} abs:(big.nat)[${words.join(" ")}]}`;
  return quantity(
    { value: 0n, scale: 0 },
    "",
    isSmall ? "DecimalSI" : format,
    `{unscaled:(big.Int)${integer} scale:(inf.Scale)${isCapped ? 0 : NANO}}`,
  );
}

function quantity(
  { value, scale }: { readonly value: bigint; readonly scale: number },
  text: string,
  format: string,
  decimal = "<nil>",
): string {
  const amount = `i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}}`;
  return `{${amount} d:(resource.infDecAmount){Dec:(*inf.Dec)${decimal}} s:(string)${text} Format:(resource.Format)${format}}`;
}

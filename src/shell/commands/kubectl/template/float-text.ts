/** A float64 in the forms that Go's printf has. Models: strconv.FormatFloat */

const MOST_PLACES = 100;

/** `precision` null: as many digits as the number needs. */
export function floatText(value: number, verb: string, precision: number | null): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + sizeText(Math.abs(value), verb, precision);
}

function sizeText(size: number, verb: string, precision: number | null): string {
  const places = precision === null ? null : Math.min(precision, MOST_PLACES);
  switch (verb) {
    case "b": {
      const { mantissa, power } = partsOf(size);
      return `${mantissa}p${power < 0 ? "-" : "+"}${Math.abs(power)}`;
    }
    case "x":
    case "X":
      return hexText(size, verb);
    case "e":
    case "E":
      return withExponent(size, places, verb);
    case "f":
      return plainText(size, places);
    default:
      return generalText(size, places, verb === "G" ? "E" : "e");
  }
}

function withExponent(size: number, places: number | null, letter: string): string {
  const [digits, power] = (places === null ? size.toExponential() : size.toExponential(places)).split("e") as [
    string,
    string,
  ];
  return `${digits}${letter}${power.startsWith("-") ? "-" : "+"}${power.replace(/^[-+]/, "").padStart(2, "0")}`;
}

function plainText(size: number, places: number | null): string {
  if (size >= 1e21) {
    const rest = places === null || places === 0 ? "" : `.${"0".repeat(places)}`;
    return `${BigInt(size)}${rest}`;
  }
  if (places !== null) return size.toFixed(places);
  const [digits, power] = size.toExponential().split("e") as [string, string];
  return size.toFixed(Math.min(MOST_PLACES, Math.max(0, digits.replace(/^\d\.?/, "").length - Number(power))));
}

const SHORTEST_LIMIT = 6;

/** With an exponent when that is below -4 or beyond the digits; the shortest form counts as six of them. */
function generalText(size: number, places: number | null, letter: string): string {
  if (size === 0) return "0";
  const wanted = places === null ? null : Math.max(1, places);
  const [digits, power] = (wanted === null ? size.toExponential() : size.toExponential(wanted - 1)).split("e") as [
    string,
    string,
  ];
  const kept = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
  const count = kept.replace(".", "").length;
  const exponent = Number(power);
  const limit = wanted === null ? SHORTEST_LIMIT : wanted > count && count >= exponent + 1 ? count : wanted;
  if (exponent < -4 || exponent >= limit)
    return `${kept}${letter}${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return plainText(Number(`${kept}e${power}`), null);
}

function partsOf(size: number): { readonly mantissa: bigint; readonly power: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const fraction = bits & (2n ** 52n - 1n);
  if (exponent === 0) return { mantissa: fraction, power: -1074 };
  return { mantissa: fraction | (1n << 52n), power: exponent - 1075 };
}

function hexText(size: number, verb: "x" | "X"): string {
  const { mantissa, power } = partsOf(size);
  const isZero = mantissa === 0n;
  const fraction = (mantissa & (2n ** 52n - 1n)).toString(16).padStart(13, "0").replace(/0+$/, "");
  const exponent = isZero ? 0 : power + 52;
  const text = `0x${isZero ? "0" : "1"}${fraction === "" ? "" : `.${fraction}`}p${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return verb === "X" ? text.toUpperCase() : text;
}

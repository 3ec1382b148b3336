/** -x, -X, -A: a packet's bytes. Models: tcpdump 4.99 print-ascii.c */

const WIDTH = 16;

function printable(byte: number): string {
  return byte > 32 && byte < 127 ? String.fromCharCode(byte) : ".";
}

export function hexDump(bytes: Uint8Array, withText: boolean): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const part = bytes.subarray(at, at + WIDTH);
    let hex = "";
    for (let i = 0; i < part.length; i += 2) {
      const pair = [...part.subarray(i, i + 2)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      hex += ` ${pair}`;
    }
    const ascii = withText ? `${"".padEnd(40 - hex.length)}  ${[...part].map(printable).join("")}` : "";
    text += `\n\t0x${at.toString(16).padStart(4, "0")}: ${hex}${ascii}`;
  }
  return text;
}

export function asciiDump(bytes: Uint8Array): string {
  let text = "\n";
  for (const [i, byte] of bytes.entries()) {
    if (byte === 13) {
      if (bytes[i + 1] !== 10) text += ".";
    } else if (byte === 10 || byte === 9 || byte === 32) text += String.fromCharCode(byte);
    else text += printable(byte);
  }
  return text;
}

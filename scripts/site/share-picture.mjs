/**
 * Draws dist/share.png, the picture that goes with a shared link: the site's name, and a packet on its way in four
 * hops. Everything is strokes (a polyline with a width), so that no font, browser or picture library is needed, and the
 * picture is the same on every machine.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encodePng } from "./png.mjs";

const WIDTH = 1200;
const HEIGHT = 630;
const PAPER = [0xfc, 0xfb, 0xf8];
const INK = [0x1f, 0x20, 0x23];
const ACCENT = [0xa8, 0x32, 0x1a];
const RULE = [0x8d, 0x89, 0x7f];

/** Points on a part of an ellipse; angles in quarter turns, clockwise from the right. */
function arc(x, y, radiusX, radiusY, from, to) {
  const steps = 48;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 2;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
  });
}

/** Letters in units of the x-height, the base line at 0, up is negative: what each is drawn of, and how wide it is. */
const LETTERS = {
  H: [
    [
      [
        [0, 0],
        [0, -1.6],
      ],
      [
        [0, -0.83],
        [1.05, -0.83],
      ],
      [
        [1.05, 0],
        [1.05, -1.6],
      ],
    ],
    1.05,
  ],
  o: [[arc(0.5, -0.5, 0.5, 0.5, 0, 4)], 1],
  p: [
    [
      arc(0.5, -0.5, 0.5, 0.5, 0, 4),
      [
        [0, -1],
        [0, 0.6],
      ],
    ],
    1,
  ],
  b: [
    [
      arc(0.5, -0.5, 0.5, 0.5, 0, 4),
      [
        [0, -1.65],
        [0, 0],
      ],
    ],
    1,
  ],
  y: [
    [
      [
        [0, -1],
        [0.45, 0],
      ],
      [
        [0.9, -1],
        [0.2, 0.58],
      ],
    ],
    0.9,
  ],
  " ": [[], 0.34],
};

function word(text, x, y, size, stroke) {
  const strokes = [];
  let at = x;
  for (const letter of text) {
    const [lines, width] = LETTERS[letter];
    for (const line of lines)
      strokes.push({ ...stroke, points: line.map(([px, py]) => [at + px * size, y + py * size]) });
    at += (width + (letter === " " ? 0.3 : 0.36)) * size;
  }
  return { strokes, end: at };
}

function drawing() {
  const ink = { colour: INK, width: 15 };
  const accent = { colour: ACCENT, width: 15 };
  const first = word("Hop ", 112, 236, 84, ink);
  const second = word("by ", first.end, 236, 84, accent);
  const third = word("Hop", second.end, 236, 84, ink);
  const stops = [120, 360, 600, 840, 1080];
  const ground = 500;
  const hops = stops.slice(1).map((x, index) => {
    const from = stops[index];
    return { colour: ACCENT, width: 6, points: arc((from + x) / 2, ground, (x - from) / 2, 92, 2, 4) };
  });
  const places = stops.map((x) => ({ colour: RULE, width: 5, fill: PAPER, points: arc(x, ground, 17, 17, 0, 4) }));
  const packet = {
    colour: ACCENT,
    width: 34,
    points: [
      [stops[4], ground],
      [stops[4], ground],
    ],
  };
  const base = {
    colour: RULE,
    width: 3,
    points: [
      [stops[0], ground],
      [stops[4], ground],
    ],
  };
  return [...first.strokes, ...second.strokes, ...third.strokes, base, ...hops, ...places, packet];
}

function distanceTo([ax, ay], [bx, by], x, y) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = dx === 0 && dy === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
  const held = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - held * dx, y - ay - held * dy);
}

function mix(pixels, at, colour, share) {
  for (let part = 0; part < 3; part++)
    pixels[at + part] = Math.round(pixels[at + part] * (1 - share) + colour[part] * share);
}

/** One stroke: each pixel near it takes as much of its colour as the stroke covers of it. */
function paint(pixels, { colour, width, fill, points }) {
  if (fill) fillIn(pixels, points, fill);
  const covered = new Map();
  for (let index = 1; index < points.length; index++) {
    const [a, b] = [points[index - 1], points[index]];
    const reach = width / 2 + 1;
    for (let y = Math.floor(Math.min(a[1], b[1]) - reach); y <= Math.max(a[1], b[1]) + reach; y++)
      for (let x = Math.floor(Math.min(a[0], b[0]) - reach); x <= Math.max(a[0], b[0]) + reach; x++) {
        const share = Math.min(1, Math.max(0, width / 2 + 0.5 - distanceTo(a, b, x, y)));
        const at = (y * WIDTH + x) * 3;
        if (share > (covered.get(at) ?? 0)) covered.set(at, share);
      }
  }
  for (const [at, share] of covered) mix(pixels, at, colour, share);
}

/** A circle's inside, by its middle. */
function fillIn(pixels, points, colour) {
  const [x0, x1] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))];
  const [y0, y1] = [Math.min(...points.map(([, y]) => y)), Math.max(...points.map(([, y]) => y))];
  const middle = [(x0 + x1) / 2, (y0 + y1) / 2];
  paint(pixels, { colour, width: x1 - x0, points: [middle, middle] });
}

export function drawSharePicture() {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let at = 0; at < pixels.length; at += 3) pixels.set(PAPER, at);
  for (const stroke of drawing()) paint(pixels, stroke);
  return encodePng(WIDTH, HEIGHT, pixels);
}

export function sharePicture() {
  return {
    name: "share-picture",
    hooks: {
      "astro:build:done": ({ dir }) => writeFileSync(fileURLToPath(new URL("share.png", dir)), drawSharePicture()),
    },
  };
}

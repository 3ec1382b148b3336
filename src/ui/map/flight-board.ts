/**
 * Packets in flight: small circles that the browser moves by itself from object to object, and at the end a mark that
 * says how it ended. Nothing else is touched meanwhile. Packets of one conversation follow one another; virtual time is
 * stretched so that an eye can follow.
 */
import type { Flight, FlightEnd } from "../worker/map/map-protocol.ts";
import type { MapCanvas, Point } from "./map-canvas.ts";
import { svg } from "./svg.ts";

const AT_ONCE_MAX = 60;
const WAITING_MAX = 240;
const LEG_MS = 260;
const HURRIED_LEG_MS = 90;
/** A conversation with more waiting packets than this is hurried along. */
const UNHURRIED_MAX = 6;
const MARK_MS = 2_200;
const DELIVERED_MARK_MS = 500;

export class FlightBoard {
  readonly #canvas: MapCanvas;
  readonly #stillness: MediaQueryList;
  /** By conversation: those that wait for the one before them. */
  readonly #queues = new Map<number, Flight[]>();
  readonly #flying = new Set<number>();
  #waiting = 0;
  /** Counts clearings: what was in the air at one of them leaves no mark after it. */
  #round = 0;

  constructor(canvas: MapCanvas) {
    this.#canvas = canvas;
    this.#stillness = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** The answer is how many of them are not drawn because too many wait already. */
  launch(flights: readonly Flight[]): number {
    let leftOut = 0;
    for (const flight of flights) {
      if (this.#waiting >= WAITING_MAX) {
        leftOut++;
        continue;
      }
      const queue = this.#queues.get(flight.exchange) ?? [];
      this.#queues.set(flight.exchange, queue);
      queue.push(flight);
      this.#waiting++;
    }
    this.#start();
    return leftOut;
  }

  clear(): void {
    this.#round++;
    this.#queues.clear();
    this.#flying.clear();
    this.#waiting = 0;
    this.#canvas.flights.replaceChildren();
  }

  #start(): void {
    for (const [exchange, queue] of this.#queues) {
      if (this.#flying.size >= AT_ONCE_MAX) return;
      if (this.#flying.has(exchange)) continue;
      const flight = queue.shift();
      if (flight === undefined) {
        this.#queues.delete(exchange);
        continue;
      }
      this.#waiting--;
      this.#flying.add(exchange);
      void this.#fly(flight, queue.length > UNHURRIED_MAX ? HURRIED_LEG_MS : LEG_MS).then(() => {
        if (this.#flying.delete(exchange)) this.#start();
      });
    }
  }

  async #fly({ way, end }: Flight, legMs: number): Promise<void> {
    const round = this.#round;
    const points = way.flatMap((id) => this.#canvas.pointOf(id) ?? []);
    const last = points.at(-1);
    if (last === undefined) return;
    if (this.#stillness.matches || points.length === 1) await this.#showStill(points, end);
    else await this.#move(points, end, legMs);
    if (round === this.#round) this.#mark(last, end);
  }

  async #move(points: readonly Point[], end: FlightEnd, legMs: number): Promise<void> {
    const circle = svg("circle", { class: `packet-dot ${end.replaceAll(" ", "-")}`, r: 5 });
    this.#canvas.flights.append(circle);
    const steps = points.map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)`, easing: "ease-in-out" }));
    const flight = circle.animate(steps, { duration: legMs * (points.length - 1), fill: "forwards" });
    await flight.finished.catch(() => undefined);
    circle.remove();
  }

  /** Without motion: the way as a line, for a moment. */
  async #showStill(points: readonly Point[], end: FlightEnd): Promise<void> {
    const line = svg("polyline", {
      class: `packet-way ${end.replaceAll(" ", "-")}`,
      points: points.map(({ x, y }) => `${x},${y}`).join(" "),
    });
    this.#canvas.flights.append(line);
    await new Promise((resolve) => setTimeout(resolve, LEG_MS));
    setTimeout(() => line.remove(), MARK_MS);
  }

  /** A ring where it arrived, a bar where it was refused, a cross where it was lost. */
  #mark({ x, y }: Point, end: FlightEnd): void {
    const shape =
      end === "dropped"
        ? svg("path", { d: `M${x - 7} ${y - 7}l14 14m0 -14l-14 14` })
        : end === "refused"
          ? svg("path", { d: `M${x - 8} ${y}a8 8 0 1 0 16 0a8 8 0 1 0 -16 0M${x - 5} ${y}h10` })
          : svg("circle", { cx: x, cy: y, r: 8 });
    shape.setAttribute("class", `verdict-mark ${end.replaceAll(" ", "-")}`);
    this.#canvas.flights.append(shape);
    setTimeout(() => shape.remove(), end === "delivered" ? DELIVERED_MARK_MS : MARK_MS);
  }
}

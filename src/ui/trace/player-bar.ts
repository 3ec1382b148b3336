/** Step, scrub and play over the arrows of a ladder. */
import { html, nothing, type TemplateResult } from "lit";
import { type Player, SPEEDS } from "./player.ts";

export interface PlayerActions {
  step(by: number): void;
  scrub(index: number): void;
  play(): void;
  showAll(): void;
  setSpeed(perSecond: number): void;
}

export function playerBar({ at, total, isPlaying, perSecond }: Player, actions: PlayerActions): TemplateResult {
  return html`
    <div class="player" role="group" aria-label="Play the packets">
      <button type="button" class="bar-button" @click=${() => actions.step(-1)}>Back</button>
      <button type="button" class="bar-button" @click=${actions.play}>${isPlaying ? "Pause" : "Play"}</button>
      <button type="button" class="bar-button" @click=${() => actions.step(1)}>Step</button>
      <input
        type="range"
        min="0"
        max=${Math.max(0, total - 1)}
        aria-label="Step of the request"
        aria-valuetext="${at === null ? `all ${total} steps` : `step ${at + 1} of ${total}`}"
        .value=${String(at ?? Math.max(0, total - 1))}
        @input=${(event: Event) => actions.scrub(Number((event.target as HTMLInputElement).value))}
      />
      <span class="player-at">${at === null ? `${total} steps` : `${at + 1} of ${total}`}</span>
      <select
        aria-label="Speed"
        @change=${(event: Event) => actions.setSpeed(Number((event.target as HTMLSelectElement).value))}
      >
        ${SPEEDS.map((speed) => html`<option value=${speed} .selected=${speed === perSecond}>${speed} a second</option>`)}
      </select>
      ${at === null ? nothing : html`<button type="button" class="bar-button" @click=${actions.showAll}>Show all</button>`}
    </div>
  `;
}

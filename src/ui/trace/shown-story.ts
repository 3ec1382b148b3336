/** The packets of a check that somebody wants to see in the trace, instead of their own; there is one at a time. */
import type { TraceStory } from "../worker/protocol.ts";

export interface ShownStory {
  readonly title: string;
  readonly story: TraceStory;
}

class StoryPlace extends EventTarget {
  #shown: ShownStory | null = null;

  get shown(): ShownStory | null {
    return this.#shown;
  }

  show(story: ShownStory | null): void {
    this.#shown = story;
    this.dispatchEvent(new Event("change"));
  }
}

export const STORY_PLACE = new StoryPlace();

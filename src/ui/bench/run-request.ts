/** What a block of the text asks of the bench. */
export interface RunRequest {
  /** Typed one by one, each when whatever is in front reads the keyboard. */
  readonly lines: readonly string[];
  /** Pressed at once instead, whatever runs. */
  readonly keys: string | null;
  /** The lines are for the program in front (a shell in a Pod), not for the host's prompt. */
  readonly inPod: boolean;
  onState(text: string): void;
  onEnd(result: RunResult): void;
}

export interface RunResult {
  /** Null where nothing was asked for. */
  readonly said: string | null;
  readonly exitCode: number | null;
  /** Why nothing was typed. */
  readonly refused?: string;
}

/** Bounds of the shell's language; reaching one is an error that the shell prints. */
export const LIMITS = {
  /** Words that the braces of one word may make. */
  bracedWords: 200_000,
  /** Arguments of one command, elements of one list. */
  words: 1_000_000,
  /** Functions, sourced files and evals inside each other. */
  callDepth: 2000,
  /** Subshells inside each other. */
  subshellDepth: 500,
  /** Bytes of one command substitution. */
  substitutionBytes: 16 * 1024 * 1024,
  /** Characters of one variable. */
  valueLength: 64 * 1024 * 1024,
  /** Characters of one line at the keyboard. */
  lineLength: 64 * 1024,
  /** Lines of history. */
  history: 1000,
} as const;

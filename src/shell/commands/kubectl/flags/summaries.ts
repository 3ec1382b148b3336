/** One line of help for each flag, whatever command it stands at. */
export const FLAG_SUMMARIES: Readonly<Record<string, string>> = {};

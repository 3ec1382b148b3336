/** What a block of the text asks of the files' pane, which may not be loaded yet: the last request waits for it. */
export interface FileRequest {
  readonly file: string;
  readonly text: string;
}

export const FILE_EVENT = "hop-file";

let waiting: FileRequest | null = null;

export function askForFile(request: FileRequest): void {
  waiting = request;
  document.dispatchEvent(new CustomEvent(FILE_EVENT));
}

/** Whoever takes it has to see to it. */
export function takeFileRequest(): FileRequest | null {
  const request = waiting;
  waiting = null;
  return request;
}

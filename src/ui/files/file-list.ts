/** The home folder as a list in a list, of buttons. */
import { html, nothing, type TemplateResult } from "lit";
import type { HomeEntry } from "../worker/files/file-protocol.ts";

export interface FileListState {
  readonly entries: readonly HomeEntry[];
  readonly open: string | null;
  /** Not saved. */
  readonly touched: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
}

export interface FileListActions {
  choose(file: string): void;
  fold(folder: string): void;
}

export function fileList(state: FileListState, actions: FileListActions, folder = ""): TemplateResult {
  const own = state.entries.filter(({ path }) => parentOf(path) === folder);
  const ordered = [...own.filter(({ isFolder }) => isFolder), ...own.filter(({ isFolder }) => !isFolder)];
  return html`<ul class="file-list">
    ${ordered.map(({ path, isFolder }) => html`<li>${isFolder ? folderLine(path, state, actions) : fileLine(path, state, actions)}</li>`)}
  </ul>`;
}

function fileLine(path: string, { open, touched }: FileListState, { choose }: FileListActions): TemplateResult {
  const isOpen = path === open;
  return html`<button type="button" class="file-line" aria-current=${isOpen ? "true" : nothing} @click=${() => choose(path)}>
    ${nameOf(path)}${touched.has(path) ? html`<span class="file-touched"><span aria-hidden="true">*</span><span class="visually-hidden"> not saved</span></span>` : nothing}
  </button>`;
}

function folderLine(path: string, state: FileListState, actions: FileListActions): TemplateResult {
  const isFolded = state.folded.has(path);
  return html`<button
      type="button"
      class="file-line folder"
      aria-expanded=${isFolded ? "false" : "true"}
      @click=${() => actions.fold(path)}
    >
      ${nameOf(path)}/
    </button>
    ${isFolded ? nothing : fileList(state, actions, path)}`;
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Arrow keys go from line to line, besides the Tab key. */
export function onListKey(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.target as Element).matches(".file-line")) return;
  const lines = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>(".file-line")];
  event.preventDefault();
  lines[lines.indexOf(event.target as HTMLElement) + step]?.focus();
}

/** What can be done with a file, and the small forms that ask for its name or for a yes. */
import { html, type TemplateResult } from "lit";

/** What a name is asked for; `remove` asks for a yes. */
export type NameFor = "new" | "rename" | "remove";

export interface FileBarState {
  readonly file: string | null;
  readonly isTouched: boolean;
  readonly isPast: boolean;
}

export interface FileBarActions {
  save(): void;
  /** Types `kubectl VERB -f FILE`. */
  kubectl(verb: string): void;
  name(naming: NameFor): void;
  upload(files: Iterable<File>): void;
  download(): void;
}

const KUBECTL = [
  ["Apply", "apply"],
  ["Diff", "diff"],
  ["Delete objects", "delete"],
] as const;

export function fileBar({ file, isTouched, isPast }: FileBarState, actions: FileBarActions): TemplateResult {
  const isNone = file === null || isPast;
  const isManifest = file !== null && /\.(ya?ml|json)$/.test(file);
  const button = (label: string, isOff: boolean, act: () => void): TemplateResult =>
    html`<button type="button" class="quiet-button" ?disabled=${isOff} @click=${act}>${label}</button>`;
  return html`
    <div class="file-bar" role="toolbar" aria-label="File">
      ${button("Save", isNone || !isTouched, actions.save)}
      ${KUBECTL.map(([label, verb]) => button(label, isNone || !isManifest, () => actions.kubectl(verb)))}
      <span class="file-bar-gap"></span>
      ${button("New", isPast, () => actions.name("new"))} ${button("Rename", isNone, () => actions.name("rename"))}
      ${button("Remove", isNone, () => actions.name("remove"))}
      ${button("Download", file === null, actions.download)}
      <label class="quiet-button file-upload" ?hidden=${isPast}>
        Upload
        <input
          type="file"
          multiple
          class="visually-hidden"
          ?disabled=${isPast}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            actions.upload([...(input.files ?? [])]);
            input.value = "";
          }}
        />
      </label>
    </div>
  `;
}

export interface NameActions {
  name(typed: string): void;
  remove(): void;
  cancel(): void;
}

export function nameForm(naming: NameFor, file: string, actions: NameActions): TemplateResult {
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    if (naming === "remove") actions.remove();
    else actions.name(String(new FormData(event.target as HTMLFormElement).get("name") ?? ""));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") actions.cancel();
  };
  return html`<form class="file-name" @submit=${onSubmit} @keydown=${onKey}>
    ${
      naming === "remove"
        ? html`<span>Remove ${file}?</span><button class="quiet-button">Remove it</button>`
        : html`<label>
              ${naming === "new" ? "Name of the new file" : `New name of ${file}`}
              <input name="name" required autocomplete="off" spellcheck="false" .value=${naming === "new" ? "" : file} />
            </label>
            <button class="quiet-button">${naming === "new" ? "Make it" : "Rename it"}</button>`
    }
    <button type="button" class="quiet-button" @click=${actions.cancel}>Cancel</button>
  </form>`;
}

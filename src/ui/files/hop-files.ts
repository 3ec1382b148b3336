/**
 * `<hop-files>`: the home folder of the learner's machine, and an editor for what is in it. The terminal sees the same files:
 * a save is part of the session's log, and what a program writes is shown here.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { BenchPane, BenchParts } from "../bench/bench-pane.ts";
import type { HomeEntry, HomeText } from "../worker/files/file-protocol.ts";
import type { Answer } from "../worker/protocol.ts";
import { download } from "./download.ts";
import { EditorDesk } from "./editor-desk.ts";
import { fileBar, type NameFor, nameForm } from "./file-bar.ts";
import { fileList, onListKey } from "./file-list.ts";
import { homePath, shellWord } from "./file-name.ts";
import { FILE_EVENT, takeFileRequest } from "./file-request.ts";
import { conflictBar, problemList } from "./file-troubles.ts";
import type { Finding } from "./findings.ts";
import { type Draft, KeptDrafts } from "./kept-drafts.ts";
import { OpenFile } from "./open-file.ts";
import { TextEditor } from "./text-editor.ts";

/** What is dropped on the page is a text; more would be the whole log. */
const MOST_UPLOADED = 500_000;

export class HopFiles extends LitElement implements BenchPane {
  static override properties = {
    entries: { state: true },
    folded: { state: true },
    findings: { state: true },
    note: { state: true },
    naming: { state: true },
    isPast: { state: true },
    version: { state: true },
  };
  declare entries: readonly HomeEntry[];
  declare folded: ReadonlySet<string>;
  declare findings: readonly Finding[];
  declare note: string;
  declare naming: NameFor | null;
  declare isPast: boolean;
  declare version: number;
  readonly #desk = new EditorDesk();
  #drafts: KeptDrafts | null = null;
  #editor: TextEditor | null = null;
  #open: OpenFile | null = null;
  /** What the present had open, while the past is looked at. */
  #stash: Draft | null = null;
  #hasChosen = false;
  #choice = 0;
  #parts: BenchParts | null = null;
  #unheard: (() => void)[] = [];
  #isShown = false;

  constructor() {
    super();
    this.entries = [];
    this.folded = new Set();
    this.findings = [];
    this.note = "";
    this.naming = null;
    this.isPast = false;
    this.version = 0;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  attach(parts: BenchParts): void {
    for (const stop of this.#unheard) stop();
    const isFirst = this.#parts === null;
    const wasPast = this.isPast;
    this.#parts = parts;
    this.isPast = parts.isPast === true;
    this.#desk.attach(parts);
    const { engine } = parts;
    this.#unheard = [
      engine.on("files", ({ entries }) => void this.#meet(entries)),
      engine.on("command", ({ phase }) => {
        if (phase !== "ended") return;
        this.#desk.forget();
        this.#editor?.checkAgain();
      }),
    ];
    const open = this.#open;
    if (this.isPast) {
      if (!wasPast) this.#stash = open;
      this.#show(open === null ? null : { file: open.file, text: open.base ?? "", base: open.base });
    } else if (isFirst) this.#show(this.#firstDraft());
    else this.#show(wasPast ? this.#stash : open);
    if (this.#isShown) engine.watchFiles(true);
    if (isFirst) document.addEventListener(FILE_EVENT, () => void this.#takeRequest());
  }

  look(isShown: boolean): void {
    if (isShown === this.#isShown) return;
    this.#isShown = isShown;
    this.#parts?.engine.watchFiles(isShown);
  }

  get #kept(): KeptDrafts {
    this.#drafts ??= new KeptDrafts(this.closest<HTMLElement>("hop-bench")?.dataset.bench ?? "");
    return this.#drafts;
  }

  #firstDraft(): Draft | null {
    const [file] = this.#kept.files;
    return file === undefined ? null : (this.#kept.get(file) ?? null);
  }

  /** The text of a block becomes the file's, unsaved: an undo brings back what the file holds. */
  async #takeRequest(): Promise<void> {
    if (this.#editor === null || this.#parts === null) return;
    const request = takeFileRequest();
    if (request === null) return;
    this.#hasChosen = true;
    this.#choice++;
    const found = await this.#read(request.file);
    const base = found !== null && "text" in found ? found.text : null;
    this.#show({ file: request.file, text: base ?? request.text, base });
    if (base !== null && base !== request.text && !this.isPast) this.#editor.replace(request.text);
    await this.updateComplete;
    this.#editor.focus();
  }

  async #read(file: string): Promise<HomeText> {
    const answer = await this.#parts?.engine.ask({ kind: "file", file });
    return answer?.kind === "file" ? answer.text : null;
  }

  /** What the session has now, and what that means for the open file. */
  async #meet(entries: readonly HomeEntry[]): Promise<void> {
    this.entries = entries;
    const open = this.#open;
    if (open === null) {
      const wanted = this.#hasChosen ? this.#stash?.file : entries.find(({ isFolder }) => !isFolder)?.path;
      if (entries.some(({ path }) => path === wanted)) await this.#choose(wanted as string);
      return;
    }
    const sync = open.meet(await this.#read(open.file));
    if (open !== this.#open) return;
    if (sync.kind === "follow") {
      this.#editor?.replace(sync.text);
      this.note = `${open.file} was changed by a program in the terminal.`;
    } else if (sync.kind === "gone") {
      this.#show(null);
      this.note = `${open.file} is gone.`;
    }
    this.version++;
  }

  async #choose(file: string): Promise<void> {
    const choice = ++this.#choice;
    const found = await this.#read(file);
    // Something else was opened while the answer was on its way.
    if (choice !== this.#choice) return;
    const draft = this.isPast ? undefined : this.#kept.get(file);
    if (draft !== undefined) {
      this.#show(draft);
      this.#open?.meet(found);
    } else if (found !== null && "unreadable" in found) this.note = `${file} cannot be edited: ${found.unreadable}.`;
    else if (found !== null) this.#show({ file, text: found.text, base: found.text });
  }

  #show(draft: Draft | null): void {
    this.#choice++;
    this.#open = draft === null ? null : new OpenFile(draft);
    this.#hasChosen ||= draft !== null;
    this.findings = [];
    this.note = "";
    this.naming = null;
    if (draft !== null) this.#editor?.open({ ...draft, isReadOnly: this.isPast });
    this.version++;
    this.#keepDraft();
  }

  #keepDraft(): void {
    if (!this.isPast && this.#open !== null) this.#kept.keep(this.#open.file, this.#open.draft);
  }

  #onText(text: string): void {
    if (this.#open === null) return;
    this.#open.text = text;
    this.#keepDraft();
    this.version++;
  }

  /** True once the session has it. */
  async #save(): Promise<boolean> {
    const open = this.#open;
    const parts = this.#parts;
    if (open === null || parts === null || this.isPast || open.theirs !== undefined) return false;
    const { file, text, base } = open;
    if (!open.isTouched) return true;
    const answer = await parts.engine.changeFile({ file, text }, base);
    if (answer.kind !== "changed" || !this.#isDone(answer)) return false;
    if (answer.theirs !== null) {
      open.meet(answer.theirs);
      this.version++;
      return false;
    }
    open.base = text;
    this.note = `${file} is saved.`;
    this.#keepDraft();
    this.version++;
    return true;
  }

  #isDone({ refused }: Extract<Answer, { kind: "changed" }>): boolean {
    if (refused !== null) this.note = `Not done: ${refused}.`;
    return refused === null;
  }

  /** Saved first, since kubectl reads the file. */
  async #kubectl(verb: string): Promise<void> {
    const open = this.#open;
    if (open === null || this.#parts === null || !(await this.#save())) return;
    const answer = await this.#parts.engine.ask({ kind: "folder" });
    const isHome = answer.kind === "folder" && answer.isHome;
    const refused = await this.#parts.type(`kubectl ${verb} -f ${isHome ? "" : "~/"}${shellWord(open.file)}`);
    if (refused !== null) this.note = `Not typed: ${refused}.`;
  }

  async #name(typed: string): Promise<void> {
    const naming = this.naming;
    const file = homePath(typed);
    if (naming === null || this.#parts === null) return;
    if (file === null) {
      this.note = "That is no name for a file in the home folder.";
      return;
    }
    if (this.entries.some(({ path }) => path === file)) {
      this.note = `There is a ${file} already.`;
      return;
    }
    const open = this.#open;
    if (naming === "rename" && open !== null) {
      if (!(await this.#save())) return;
      const answer = await this.#parts.engine.changeFile({ file: open.file, to: file });
      if (answer.kind === "changed" && this.#isDone(answer)) this.#show({ file, text: open.text, base: open.text });
    } else {
      const answer = await this.#parts.engine.changeFile({ file, text: "" }, null);
      if (answer.kind === "changed" && this.#isDone(answer)) this.#show({ file, text: "", base: "" });
    }
    await this.updateComplete;
    this.#editor?.focus();
  }

  async #remove(): Promise<void> {
    const open = this.#open;
    if (open === null || this.#parts === null) return;
    const answer = open.base === null ? null : await this.#parts.engine.changeFile({ file: open.file, isGone: true });
    if (answer !== null && (answer.kind !== "changed" || !this.#isDone(answer))) return;
    this.#kept.keep(open.file, null);
    this.#show(null);
    this.note = `${open.file} is removed. History in the bar above brings it back.`;
  }

  async #upload(files: Iterable<File>): Promise<void> {
    const parts = this.#parts;
    if (parts === null || this.isPast) return;
    for (const file of files) {
      const path = homePath(file.name);
      if (path === null || file.size > MOST_UPLOADED) {
        this.note = `${file.name} is too large: at most ${MOST_UPLOADED / 1000} kB can be brought in.`;
        continue;
      }
      const text = await file.text();
      const found = await this.#read(path);
      const answer = await parts.engine.changeFile({ file: path, text }, null);
      if (answer.kind !== "changed" || !this.#isDone(answer)) continue;
      if (answer.theirs === null) await this.#choose(path);
      else {
        // What is there stays: the new text is shown over it, to be saved or not.
        this.#show({ file: path, text, base: found !== null && "text" in found ? found.text : null });
        this.note = `There is a ${path} already: saving writes over it.`;
      }
    }
  }

  override firstUpdated(): void {
    this.#editor = new TextEditor(this.querySelector(".file-editor") as HTMLElement, this.#desk, {
      onText: (text) => this.#onText(text),
      onSave: () => void this.#save(),
      onFindings: (findings) => {
        this.findings = findings;
      },
      onDoc: (text) => {
        this.note = text;
      },
    });
    if (this.#open !== null)
      this.#editor.open({ ...this.#open, text: this.#open.text, file: this.#open.file, isReadOnly: this.isPast });
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      void this.#upload(event.dataTransfer?.files ?? []);
    });
    void this.#takeRequest();
  }

  override updated(changed: PropertyValues): void {
    const before = changed.get("naming");
    if (changed.has("naming") && before === null) {
      const input = this.querySelector<HTMLElement>(".file-name input, .file-name button");
      input?.focus();
    }
  }

  override render(): TemplateResult {
    const open = this.#open;
    return html`
      <div class="files">
        <nav class="file-side" aria-label="Home folder" @keydown=${onListKey}>
          ${fileList(
            {
              entries: this.entries,
              open: open?.file ?? null,
              touched: this.#touched,
              folded: this.folded,
            },
            { choose: (file) => void this.#choose(file), fold: (folder) => this.#fold(folder) },
          )}
          <p class="file-drop">Files dropped here are brought in.</p>
        </nav>
        <div class="file-main">
          ${fileBar(
            { file: open?.file ?? null, isTouched: open?.isTouched === true, isPast: this.isPast },
            {
              save: () => void this.#save(),
              kubectl: (verb) => void this.#kubectl(verb),
              name: (naming) => {
                this.naming = naming;
              },
              upload: (files) => void this.#upload(files),
              download: () => download(open),
            },
          )}
          ${this.naming === null ? nothing : this.#nameForm(this.naming)} ${this.#conflict()}
          <p class="file-note" role="status">${this.note}</p>
          <div class="file-editor" ?hidden=${open === null}></div>
          ${open === null ? html`<p class="pane-empty">Choose a file, or make a new one.</p>` : nothing}
          ${open === null ? nothing : problemList(open.text, this.findings, (offset) => this.#editor?.goTo(offset))}
          <p class="file-hint" id="file-hint" ?hidden=${open === null}>
            Ctrl-S saves. Ctrl-Space completes, F1 explains. Tab indents; Tab after Esc leaves the editor.
          </p>
        </div>
      </div>
    `;
  }

  get #touched(): ReadonlySet<string> {
    return this.isPast ? new Set() : this.#kept.files;
  }

  #fold(folder: string): void {
    const folded = new Set(this.folded);
    if (!folded.delete(folder)) folded.add(folder);
    this.folded = folded;
  }

  #nameForm(naming: NameFor): TemplateResult {
    const open = this.#open?.file ?? "";
    return nameForm(naming, open, {
      name: (typed) => void this.#name(typed),
      remove: () => void this.#remove(),
      cancel: () => {
        this.naming = null;
      },
    });
  }

  #conflict(): TemplateResult | typeof nothing {
    const open = this.#open;
    if (open === null || open.theirs === undefined) return nothing;
    return conflictBar(open.file, open.theirs === null, {
      keepMine: () => {
        open.keepMine();
        void this.#save();
      },
      takeTheirs: () => {
        const text = open.takeTheirs();
        if (text === null) this.#show(null);
        else this.#editor?.replace(text);
        this.#keepDraft();
        this.version++;
      },
    });
  }
}

/** The editor itself: CodeMirror with what a manifest needs, in the page's own colours. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { forceLinting, linter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { completionsFrom } from "./completion.ts";
import type { EditorDesk } from "./editor-desk.ts";
import { docText, fieldAt, hoverFrom } from "./field-doc.ts";
import { type Finding, findingsIn } from "./findings.ts";

export interface EditorEvents {
  onText(text: string): void;
  onSave(): void;
  onFindings(findings: readonly Finding[]): void;
  /** What F1 tells of the field at the cursor. */
  onDoc(text: string): void;
}

export interface Sheet {
  readonly file: string;
  readonly text: string;
  readonly isReadOnly: boolean;
}

/**
 * Typing over a selection: left to the browser, it would put lines together with style attributes, which the page's policy
 * forbids.
 */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { data, inputType } = event;
  const { from, to, empty } = view.state.selection.main;
  if (inputType !== "insertText" || data === null || empty || view.state.readOnly || view.composing) return false;
  event.preventDefault();
  const insert = () =>
    view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
  const isTaken = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, data, insert));
  if (!isTaken) view.dispatch(insert());
  return true;
}

/** Files that kubectl does not apply, though they are YAML. */
const NO_MANIFEST = /(^|\/)(kustomization|values|Chart|docker-compose|compose)\.ya?ml$/;

export class TextEditor {
  readonly #view: EditorView;
  readonly #desk: EditorDesk;
  readonly #events: EditorEvents;
  #file = "";

  constructor(parent: HTMLElement, desk: EditorDesk, events: EditorEvents) {
    this.#desk = desk;
    this.#events = events;
    this.#view = new EditorView({ parent });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Another file: what was done to the one before cannot be undone in it. */
  open({ file, text, isReadOnly }: Sheet): void {
    this.#file = file;
    const kind = /\.(ya?ml|json)$/.test(file) ? this.#manifest(NO_MANIFEST.test(file)) : [];
    const extensions = [this.#common(file), kind, EditorState.readOnly.of(isReadOnly)];
    this.#view.setState(EditorState.create({ doc: text, extensions }));
    this.#events.onFindings([]);
  }

  /** The same file with another text; the cursor stays, and it can be undone. */
  replace(text: string): void {
    const { state } = this.#view;
    const anchor = Math.min(state.selection.main.head, text.length);
    this.#view.dispatch({ changes: { from: 0, to: state.doc.length, insert: text }, selection: { anchor } });
  }

  goTo(offset: number): void {
    this.#view.dispatch({ selection: { anchor: Math.min(offset, this.#view.state.doc.length) }, scrollIntoView: true });
    this.#view.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  /** The cluster has changed: what was wrong may be right now. */
  checkAgain(): void {
    forceLinting(this.#view);
  }

  #common(file: string): Extension {
    return [
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      indentUnit.of("  "),
      syntaxHighlighting(classHighlighter),
      EditorView.contentAttributes.of({
        "aria-label": `Text of ${file}`,
        "aria-describedby": "file-hint",
        tabindex: "0",
      }),
      EditorView.domEventHandlers({ beforeinput: typeOver }),
      EditorView.updateListener.of(({ docChanged }) => {
        if (docChanged) this.#events.onText(this.text);
      }),
      keymap.of([
        { key: "Mod-s", preventDefault: true, run: () => this.#save() },
        { key: "F1", preventDefault: true, run: () => this.#explain() },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...lintKeymap,
        ...defaultKeymap,
        indentWithTab,
      ]),
    ];
  }

  #manifest(isNone: boolean): Extension {
    if (isNone) return yaml();
    return [
      yaml(),
      autocompletion({
        override: [completionsFrom(this.#desk)],
        activateOnCompletion: () => true,
        icons: false,
      }),
      hoverFrom(this.#desk),
      linter((view) => this.#check(view), { delay: 500 }),
    ];
  }

  async #check({ state }: EditorView): Promise<Finding[]> {
    const text = state.doc.toString();
    const file = this.#file;
    const complaints = text.trim() === "" ? [] : await this.#desk.check(file, text);
    const findings = findingsIn(text, complaints);
    if (file === this.#file && text === this.text) this.#events.onFindings(findings);
    return findings;
  }

  #save(): boolean {
    this.#events.onSave();
    return true;
  }

  #explain(): boolean {
    void fieldAt(this.#desk, this.text, this.#view.state.selection.main.head).then((field) =>
      this.#events.onDoc(field === null ? "There is no field here that the cluster knows." : docText(field)),
    );
    return true;
  }
}

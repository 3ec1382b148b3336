/** Turns the parser's words into ours: quoting and expansions in parts, braces already taken apart. */
import type * as ast from "./ast.ts";
import { expandBraces, TooManyWords } from "./braces.ts";
import { decodeEscapes } from "./escapes.ts";
import { Lines } from "./lines.ts";
import type * as parsed from "./parse.ts";
import { parseDocument, parseElement, parseWord } from "./parse.ts";
import { createWord, documentWord, textParts, type WordContext, withTildes } from "./words.ts";

export abstract class WordConverter {
  protected readonly lines: Lines;
  readonly source: string;
  /** Mistakes in `$(…)`, which bash finds while it reads the command around them. */
  readonly errors: parsed.ParseError[] = [];
  hasOpenDocument = false;
  /** The last line of the here-documents seen so far. */
  protected documentEndLine = 0;

  constructor(source: string, lines: Lines) {
    this.source = source;
    this.lines = lines;
  }

  protected slice(node: { readonly pos: number; readonly end: number }): string {
    return this.source.slice(node.pos, node.end);
  }

  abstract statement(statement: parsed.Statement): ast.Statement;

  word(word: parsed.Word, context: WordContext = "word"): ast.Word {
    const hasBraces = context === "word" && word.parts?.some((part) => part.type === "BraceExpansion") === true;
    const texts = hasBraces ? bracedTexts(word.text) : null;
    const raw = word.parts === undefined ? textParts(word.text, context) : this.#parts(word.parts, context);
    const isAssignment = context === "word" && /^[A-Za-z_]\w*=.*~/.test(word.text);
    const parts = isAssignment ? withValueTildes(raw) : withTildes(raw, context);
    if (texts === null) return createWord(word.text, parts);
    if (typeof texts === "number") return { ...createWord(word.text, parts, []), excess: texts };
    const braces = texts.flatMap((text) => (text === "" ? [] : [wordOf(text)]));
    return createWord(word.text, parts, braces);
  }

  assignment(assignment: parsed.Assignment): ast.Assignment {
    const { value } = assignment;
    return {
      kind: "assignment",
      name: assignment.name,
      subscript: assignment.index === undefined ? null : this.word(assignment.index, "assignment"),
      append: assignment.append === true,
      value: value.type === "Word" ? this.word(value, "assignment") : this.#array(value),
      line: this.lines.at(assignment.pos),
    };
  }

  #array(value: parsed.ArrayValue): ast.ArrayValue {
    const elements = value.elements.map((element): ast.ArrayElement => {
      const whole = this.word(element);
      const subscripted = element.text.startsWith("[") ? parseElement(element.text, whole) : null;
      return subscripted ?? { subscript: null, append: false, value: whole, whole };
    });
    return { kind: "array", elements, text: this.slice(value) };
  }

  arithmetic(text: string): ast.ArithmeticText {
    return { text, word: /[$`\\"']/.test(text) ? parseDocument(text.replaceAll('"', "")) : null };
  }

  hereDocument(document: parsed.HereDoc, descriptor: ast.Descriptor): ast.HereDocument {
    const isQuoted = document.delimiter?.quoted === true;
    const isOpen = document.closing === undefined;
    if (isOpen) this.hasOpenDocument = true;
    else this.documentEndLine = Math.max(this.documentEndLine, this.lines.at(document.closing?.pos ?? 0));
    const { body } = document;
    let parts: readonly ast.Part[] = isQuoted
      ? [{ kind: "text", text: body.text, quoted: true }]
      : this.documentParts(body, "document", document.operator === "<<-");
    if (isQuoted && document.operator === "<<-")
      parts = [{ kind: "text", text: body.text.replace(/^\t+/gm, ""), quoted: true }];
    return {
      kind: "here-document",
      ...descriptor,
      body: documentWord(parts, body.text),
      delimiter: document.delimiter?.value ?? "",
      isQuoted,
      isOpen,
      line: this.lines.at(document.pos),
    };
  }

  documentParts(body: parsed.HereDocBody, context: WordContext, stripTabs = false): readonly ast.Part[] {
    const strip = (raw: string, atLineStart: boolean): string => {
      if (!stripTabs) return raw;
      return (atLineStart ? raw.replace(/^\t+/, "") : raw).replace(/\n\t+/g, "\n");
    };
    if (body.parts === undefined) return textParts(strip(body.text, true), context);
    let atLineStart = true;
    return body.parts.flatMap((part) => {
      if (part.type !== "Literal") {
        atLineStart = false;
        return this.#part(part, context);
      }
      const text = strip(part.text, atLineStart);
      atLineStart = part.text.endsWith("\n");
      return textParts(text, context);
    });
  }

  #parts(parts: readonly parsed.WordPart[], context: WordContext): ast.Part[] {
    return parts.flatMap((part) => this.#part(part, context));
  }

  #part(part: parsed.WordPart, context: WordContext): ast.Part[] {
    switch (part.type) {
      case "Literal":
      case "BraceExpansion":
        return textParts(part.text, context);
      case "Glob":
        if (part.kind !== "bracket") return [bare(part.text)];
        return [bare("["), ...this.#parts(part.parts, context), bare("]")];
      case "ExtendedGlob": {
        const inner = part.parts === undefined ? textParts(part.pattern, context) : this.#parts(part.parts, context);
        return [bare(`${part.operator}(`), ...inner, bare(")")];
      }
      case "AnsiCQuoted":
        return [{ kind: "text", text: decodeEscapes(part.text.slice(2, -1), "ansi").text, quoted: true }];
      case "SingleQuoted":
        return [{ kind: "text", text: part.value, quoted: true }];
      case "DoubleQuoted":
      case "LocaleString":
        return [{ kind: "double", parts: this.#parts(part.parts, "double") }];
      case "SimpleExpansion":
        return [simpleParameter(part.text)];
      case "ParameterExpansion":
        return [this.#parameter(part, context)];
      case "ArithmeticExpansion": {
        const text = part.text.startsWith("$((") ? part.text.slice(3, -2) : part.text.slice(2, -1);
        return [{ kind: "arithmetic", expression: this.arithmetic(text) }];
      }
      case "CommandExpansion":
        return [{ kind: "command", body: this.#nested(part) }];
      case "ProcessSubstitution":
        return [{ kind: "process", direction: part.operator, body: this.#nested(part) }];
    }
  }

  #nested(part: parsed.CommandExpansionPart | parsed.ProcessSubstitutionPart): ast.NestedScript {
    const { script } = part;
    const line = this.lines.at(part.pos);
    const errors = script?.errors ?? [];
    const isBackquoted = part.text.startsWith("`");
    if (!isBackquoted) this.errors.push(...errors);
    const converter = script?.source === undefined ? this : this.#of(script.source, line);
    const statements = script?.commands.map((statement) => converter.statement(statement)) ?? [];
    const text = isBackquoted ? (script?.source ?? part.text.slice(1, -1)) : part.text.slice(2, -1);
    return { text, script: { statements }, isBroken: errors.length > 0, line };
  }

  /** A converter of the same sort for a text of its own. */
  #of(source: string, line: number): WordConverter {
    const Same = this.constructor as new (source: string, lines: Lines) => WordConverter;
    return new Same(source, new Lines(source, line));
  }

  #parameter(part: parsed.ParameterExpansionPart, context: WordContext): ast.ParameterPart {
    const { index, text } = part;
    const subscript =
      index === undefined
        ? null
        : index.text === "@" || index.text === "*"
          ? index.text
          : this.word(index, "assignment");
    const operation = part.operation === undefined ? null : this.#operation(part.operation, context);
    const isName = /^(?:[A-Za-z_]\w*|\d+|[@*#?$!-])$/.test(part.parameter);
    return {
      kind: "parameter",
      name: part.parameter,
      prefix: part.prefix ?? "",
      subscript,
      operation: isName ? operation : { kind: "bad" },
      text,
    };
  }

  #operation(operation: parsed.ParameterOperation, context: WordContext): ast.ParameterOperation {
    switch (operation.type) {
      case "Default": {
        const colon = operation.operator.length === 2;
        const inner = context === "word" || context === "assignment" ? context : "operand";
        const word = this.word(operation.operand, inner);
        return { kind: "default", operator: operation.operator.slice(-1) as "-", colon, word };
      }
      case "Remove":
        return { kind: "remove", operator: operation.operator, pattern: this.word(operation.operand, "assignment") };
      case "Replace": {
        const pattern = this.word(operation.pattern, "assignment");
        return {
          kind: "replace",
          operator: operation.operator,
          pattern,
          replacement: this.word(operation.replacement, "assignment"),
        };
      }
      case "Slice": {
        const length = operation.length === undefined ? null : this.arithmetic(operation.length.text);
        return { kind: "slice", offset: this.arithmetic(operation.offset.text), length };
      }
      case "CaseModification": {
        const pattern = operation.operand === undefined ? null : this.word(operation.operand, "assignment");
        return { kind: "case", operator: operation.operator, pattern };
      }
      case "Transform":
        return { kind: "transform", operator: operation.operand.text };
      case "Names":
        return { kind: "names", operator: operation.operator };
      case "Unknown":
        return { kind: "bad" };
    }
  }
}

function bare(text: string): ast.TextPart {
  return { kind: "text", text, quoted: false };
}

function literal(text: string): ast.Word {
  return createWord(text, textParts(text, "word"));
}

function simpleParameter(text: string): ast.ParameterPart {
  return { kind: "parameter", name: text.slice(1), prefix: "", subscript: null, operation: null, text };
}

/** `a=~/b` as an argument: bash expands the tilde behind the equals sign there too. */
function withValueTildes(parts: readonly ast.Part[]): readonly ast.Part[] {
  const first = parts[0];
  if (first?.kind !== "text" || first.quoted) return parts;
  const at = first.text.indexOf("=") + 1;
  const rest = { ...first, text: first.text.slice(at) };
  const value = rest.text === "" ? parts.slice(1) : [rest, ...parts.slice(1)];
  return [{ ...first, text: first.text.slice(0, at) }, ...withTildes(value, "assignment")];
}

/** Thousands of numbers need no parser. */
function wordOf(text: string): ast.Word {
  return /^[\w.,:@%+/-]+$/.test(text) ? literal(text) : (parseWord(text) ?? literal(text));
}

/** How many words it would be, when they are too many. */
function bracedTexts(text: string): string[] | number | null {
  try {
    return expandBraces(text);
  } catch (error) {
    if (error instanceof TooManyWords) return error.count;
    throw error;
  }
}

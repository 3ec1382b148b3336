/**
 * Tables: what the server sends as columns and rows, with the columns that flags add.
 *
 * Models: k8s.io/cli-runtime/pkg/printers/tableprinter.go, k8s.io/kubectl/pkg/cmd/get/table_printer.go
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { type Mapping, qualifiedKind } from "../client/rest-mapper.ts";
import { ageOf } from "../describe/description.ts";
import { escapeTerminal } from "./escape-terminal.ts";
import { goText } from "./go-syntax.ts";
import type { TabWriter } from "./tab-writer.ts";

export interface TableOptions {
  readonly nowMs: number;
  readonly isWide: boolean;
  readonly hasHeaders: boolean;
  readonly withNamespace: boolean;
  readonly withKind: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  readonly mapping: Mapping;
}

interface Column {
  readonly name: string;
  readonly priority?: number;
}

export class TablePrinter {
  readonly #options: TableOptions;
  #columns: readonly Column[] | null = null;
  #isStarted = false;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  /** Adds a Table, or one object that came without one; `event` is the first cell of a watch that shows its events. */
  print(writer: TabWriter, object: Mutable, event?: string): void {
    const table = object.kind === "Table" ? object : plainTable(object, this.#options.nowMs);
    const definitions: readonly Column[] = table.columnDefinitions ?? [];
    const isSame = definitions.length === 0 || (this.#columns !== null && sameColumns(this.#columns, definitions));
    if (definitions.length > 0) this.#columns = definitions;
    if ((table.rows ?? []).length === 0) return;
    if (this.#options.hasHeaders && !(this.#isStarted && isSame)) writer.line(this.#headers(event));
    this.#isStarted = true;
    for (const row of table.rows ?? []) writer.line(this.#cells(row, event));
  }

  #headers(event: string | undefined): string[] {
    const { isWide, withNamespace, showLabels, labelColumns } = this.#options;
    return [
      ...(event === undefined ? [] : ["EVENT"]),
      ...(withNamespace ? ["NAMESPACE"] : []),
      ...(this.#columns ?? [])
        .filter(({ priority }) => isWide || (priority ?? 0) === 0)
        .map(({ name }) => name.toUpperCase()),
      ...labelColumns.map((label) => (label.split("/").at(-1) as string).toUpperCase()),
      ...(showLabels ? ["LABELS"] : []),
    ];
  }

  #cells(row: Mutable, event: string | undefined): string[] {
    const { isWide, withNamespace, withKind, showLabels, labelColumns, mapping } = this.#options;
    const metadata = row.object?.metadata ?? {};
    const columns = this.#columns ?? [];
    const cells: string[] = [];
    if (event !== undefined) cells.push(event.padEnd("MODIFIED".length));
    if (withNamespace) cells.push(metadata.namespace ?? "");
    columns.forEach((column, i) => {
      if (!isWide && (column.priority ?? 0) !== 0) return;
      const text = cellText(row.cells[i]);
      cells.push(withKind && column.name.toLowerCase() === "name" ? `${qualifiedKind(mapping)}/${text}` : text);
    });
    for (const label of labelColumns) cells.push(metadata.labels?.[label] ?? "");
    if (showLabels) cells.push(formatLabels(metadata.labels));
    return cells;
  }
}

/** Only the first line of a text is shown, and no control character reaches the terminal. */
function cellText(cell: Mutable): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return goText(cell);
  const end = cell.search(/[\f\n\r]/);
  const shown = end < 0 ? cell : cell.slice(0, end);
  return `${escapeTerminal(shown)}${end < 0 ? "" : "..."}`;
}

export function formatLabels(labels: Mutable): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? "<none>" : keys.map((key) => `${key}=${labels[key]}`).join(",");
}

function sameColumns(one: readonly Column[], other: readonly Column[]): boolean {
  return one.length === other.length && one.every(({ name }, i) => name === other[i]?.name);
}

/** An object of a kind that the server has no columns for. */
function plainTable(object: Mutable, nowMs: number): Mutable {
  return {
    columnDefinitions: [{ name: "Name" }, { name: "Age" }],
    rows: [{ cells: [object.metadata?.name ?? "", ageOf(object.metadata?.creationTimestamp, nowMs)], object }],
  };
}

/** A variable as the command that would make it. Models: bash builtins/setattr.def, show_var_attributes. */
import { quoteDouble, quoteSingle } from "./quote.ts";
import { elementsOf, isArray, type Variable } from "./variables.ts";

/** `aAinrtxlu` in bash's order. */
export function attributeLetters(variable: Variable): string {
  let letters = "";
  if (variable.list !== null || variable.computed?.list !== undefined) letters += "a";
  if (variable.map !== null) letters += "A";
  if (variable.integer) letters += "i";
  if (variable.reference) letters += "n";
  if (variable.readonly) letters += "r";
  if (variable.traced) letters += "t";
  if (variable.exported) letters += "x";
  if (variable.fold !== "") letters += variable.fold[0];
  return letters;
}

/** `declare -x HOME="/root"`. */
export function declaration(name: string, variable: Variable): string {
  const head = `declare -${attributeLetters(variable) || "-"} ${name}`;
  if (isArray(variable)) {
    const isUnset = variable.list === null && variable.map === null && variable.computed === null;
    return isUnset ? head : `${head}=${arrayText(variable)}`;
  }
  const value = variable.computed?.get() ?? variable.value;
  return value === null ? head : `${head}=${quoteDouble(value)}`;
}

/** `([0]="a" [1]="b")`; an associative array has a blank before its end. */
export function arrayText(variable: Variable): string {
  const isMap = variable.map !== null;
  const shown = elementsOf(variable).map(([key, value]) => `[${isMap ? quoteKey(key) : key}]=${quoteDouble(value)}`);
  return `(${shown.join(" ")}${isMap && shown.length > 0 ? " " : ""})`;
}

function quoteKey(key: string): string {
  return /^(?![~#])[^\s'"\\|&;()<>!{}*[\]?^$`]+$/.test(key) ? key : quoteDouble(key);
}

export function declarationOfPositional(values: readonly string[]): string {
  return `set -- ${values.map(quoteSingle).join(" ")}`;
}

/** `dash`: the shell of src/shell/interpreter in this dialect. */
import { DASH } from "../../interpreter/dialect.ts";
import { shellProgram } from "../../interpreter/main.ts";

export const dash = shellProgram(DASH);

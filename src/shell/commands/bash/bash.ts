/** `bash`: the shell of src/shell/interpreter in this dialect. */
import { BASH } from "../../interpreter/dialect.ts";
import { shellProgram } from "../../interpreter/main.ts";

export const bash = shellProgram(BASH);

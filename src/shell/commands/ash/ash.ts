/** `ash`: the shell of src/shell/interpreter in this dialect. */
import { ASH } from "../../interpreter/dialect.ts";
import { shellProgram } from "../../interpreter/main.ts";

export const ash = shellProgram(ASH);

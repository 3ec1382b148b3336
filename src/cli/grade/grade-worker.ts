/** A process of `hop grade --jobs N`: an order is a file. */
import { workOff } from "../in-processes.ts";
import { graderOfFiles } from "./grade-files.ts";

workOff(graderOfFiles());

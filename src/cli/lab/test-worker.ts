/** A process of `hop lab test --jobs N`. */
import { workOff } from "../in-processes.ts";
import { definitionOf } from "./lab-folder.ts";
import { type ProofArguments, type Report, testLab } from "./test-lab.ts";

export interface Order extends ProofArguments {
  readonly slug: string;
}

workOff(({ slug, ...asked }: Order): Report => testLab(definitionOf(slug), asked, () => {}));

/** A process of `hop lab test --jobs N`: proves the labs that it is told to, one after the other. */
import { definitionOf } from "./lab-folder.ts";
import { type ProofArguments, testLab } from "./test-lab.ts";

export interface Order extends ProofArguments {
  readonly slug: string;
}

process.on("message", ({ slug, ...asked }: Order) => {
  process.send?.(testLab(definitionOf(slug), asked, () => {}));
});

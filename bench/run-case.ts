/** Runs one case and prints its figures as JSON; bench.ts starts it. */
import { CASES } from "./cases.ts";

const found = CASES.find(({ name }) => name === process.argv[2]);
if (found === undefined) throw new Error(`no case ${process.argv[2]}`);
process.stdout.write(JSON.stringify(await found.run()));

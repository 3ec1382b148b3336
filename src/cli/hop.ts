/** `hop`: everything the site does, without a browser. */
import { readFileSync } from "node:fs";
import { COMMANDS } from "./commands.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = `usage: hop COMMAND [ARGS…]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`).join("\n")}

hop COMMAND --help tells more.
`;

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(USAGE);
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "version") {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    process.stdout.write(`hop ${version}\n`);
    return 0;
  }
  const command = COMMANDS.find((command) => command.name === name);
  if (command === undefined) throw new UsageError(`no command ${JSON.stringify(name)}; hop help lists them`);
  const run = await command.load();
  return run(args);
}

/** `hop … | head`: whoever reads has had enough, which is no mistake. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`hop: ${error.message}\n`);
  process.exitCode = 2;
}

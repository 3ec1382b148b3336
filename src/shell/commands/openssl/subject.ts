/** `/C=DE/O=Shop/CN=shop.example.com`, or the questions that are asked without it. Models: OpenSSL apps/lib/apps.c parse_name */
import type { Run } from "../../../sim/core/wait.ts";
import { isNameType, type NamePart } from "../../../sim/net/tls/x509/name.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";

export function parseSubject(command: string, text: string): NamePart[] {
  if (!text.startsWith("/"))
    throw new Failure(
      `${command}: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text.replace(/^\//, "")}'\n`,
    );
  return text
    .slice(1)
    .split(/(?<!\\)\//)
    .filter((part) => part !== "")
    .flatMap((part) => {
      const equals = part.indexOf("=");
      if (equals < 0) throw new Failure(`${command}: Hit end of string before finding the equals.\n`);
      const type = part.slice(0, equals);
      if (!isNameType(type)) throw new Failure(`${command}: Skipping unknown subject name attribute "${type}"\n`);
      const value = part.slice(equals + 1).replace(/\\(.)/g, "$1");
      return value === "" ? [] : [{ type, value }];
    });
}

const QUESTIONS: readonly (readonly [string, string, string])[] = [
  ["C", "Country Name (2 letter code) [AU]", "AU"],
  ["ST", "State or Province Name (full name) [Some-State]", "Some-State"],
  ["L", "Locality Name (eg, city) []", ""],
  ["O", "Organization Name (eg, company) [Internet Widgits Pty Ltd]", "Internet Widgits Pty Ltd"],
  ["OU", "Organizational Unit Name (eg, section) []", ""],
  ["CN", "Common Name (e.g. server FQDN or YOUR name) []", ""],
  ["emailAddress", "Email Address []", ""],
];

export function* askSubject(process: Process): Run<NamePart[]> {
  yield* process.printError(
    "You are about to be asked to enter information that will be incorporated\ninto your certificate request.\nWhat you are about to enter is what is called a Distinguished Name or a DN.\nThere are quite a few fields but you can leave some blank\nFor some fields there will be a default value,\nIf you enter '.', the field will be left blank.\n-----\n",
  );
  const parts: NamePart[] = [];
  for (const [type, question, fallback] of QUESTIONS) {
    yield* process.printError(`${question}:`);
    const line = yield* process.readLine(0);
    if (line === null) throw new Failure("Error making certificate request\n");
    const value = line === "" ? fallback : line === "." ? "" : line;
    if (value !== "") parts.push({ type, value });
  }
  return parts;
}

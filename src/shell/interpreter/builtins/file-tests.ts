/** The unary operators of `test` and `[[`, and comparing files. Models: bash test.c */
import { OsError } from "../../../sim/os/os-error.ts";
import type { VfsNode } from "../../../sim/os/vfs/node.ts";
import { element, elementKey, parseReference } from "../expansion/subscript.ts";
import { SET_OPTIONS } from "../options.ts";
import { isRoot } from "../prompt.ts";
import type { Shell } from "../shell.ts";
import { elementsOf, scalarOf } from "../variables.ts";

export const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;

export function testUnary(shell: Shell, operator: string, operand: string): boolean {
  switch (operator) {
    case "-z":
      return operand === "";
    case "-n":
      return operand !== "";
    case "-v":
      return isSet(shell, operand);
    case "-o":
      return SET_OPTIONS.some(([, name]) => name === operand) && shell.options.isOn(operand);
    case "-R":
      return shell.variables.own(operand)?.reference === true && shell.variables.own(operand)?.value !== null;
    case "-t": {
      const tty = shell.process.tty;
      return (
        /^\s*\d+\s*$/.test(operand) && tty !== null && shell.process.fds.get(Number(operand))?.stream === tty.stream
      );
    }
    default:
      return testFile(shell, operator, operand);
  }
}

function isSet(shell: Shell, text: string): boolean {
  if (/^\d+$/.test(text)) return shell.parameter(text) !== null;
  const reference = parseReference(text);
  if (reference === null) return false;
  const variable = shell.variables.find(reference.name);
  if (variable === undefined) return false;
  const { name, subscript } = reference;
  if (subscript === null) return scalarOf(variable) !== null;
  if (subscript === "@" || subscript === "*") return elementsOf(variable).length > 0;
  return element(variable, elementKey(shell, name, subscript)) !== null;
}

function nodeOf(shell: Shell, path: string, noFollow = false): VfsNode | null {
  try {
    return shell.process.machine.fs.node(path, shell.process.cwd, { noFollow });
  } catch (error) {
    if (error instanceof OsError) return null;
    throw error;
  }
}

function testFile(shell: Shell, operator: string, path: string): boolean {
  const descriptor = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path);
  if (descriptor !== null && "-e-r-w-p".includes(operator)) return shell.process.fds.has(Number(descriptor[1]));
  const node = nodeOf(shell, path, operator === "-h" || operator === "-L");
  if (node === null) return false;
  const { mode } = node.attributes;
  switch (operator) {
    case "-a":
    case "-e":
    case "-O":
    case "-G":
      return true;
    case "-r":
      return isRoot(shell) || (mode & 0o444) !== 0;
    case "-w":
      return (isRoot(shell) || (mode & 0o222) !== 0) && (node.kind !== "directory" || !node.readOnly);
    case "-f":
      return node.kind === "file";
    case "-d":
      return node.kind === "directory";
    case "-h":
    case "-L":
      return node.kind === "link";
    case "-c":
      return node.kind === "device";
    case "-s":
      return node.kind === "file" ? node.size > 0 : node.kind === "directory";
    case "-x":
      return (mode & 0o111) !== 0 || node.kind === "directory";
    case "-k":
      return (mode & 0o1000) !== 0;
    case "-g":
      return (mode & 0o2000) !== 0;
    case "-u":
      return (mode & 0o4000) !== 0;
    case "-N":
      return node.kind === "file";
    default:
      return false;
  }
}

export function compareFiles(shell: Shell, operator: string, [left, right]: readonly [string, string]): boolean {
  const a = nodeOf(shell, left);
  const b = nodeOf(shell, right);
  if (operator === "-ef") return a !== null && a === b;
  const [newer, older] = operator === "-nt" ? [a, b] : [b, a];
  if (newer === null) return false;
  return older === null || newer.attributes.mtimeMs > older.attributes.mtimeMs;
}

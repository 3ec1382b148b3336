/**
 * What the compiler lets through but a deterministic simulator must not use. Names are matched as references to the
 * host's globals: a variable, parameter or property that happens to be called `process` is fine.
 */
import ts from "typescript";
import type { Offence } from "./offence.ts";

const CLOCK = "use the cluster's clock (core/clock.ts) and core/time.ts";
const TIMER = "use clock.after, or yield a wait in a generator (core/wait.ts)";
const TEXT = "use core/utf8.ts";
const HOST = "the simulator has no host: take what you need as an argument";

/** Global name -> what to use instead. */
const GLOBALS: Readonly<Record<string, string>> = {
  Date: CLOCK,
  performance: CLOCK,
  Temporal: CLOCK,
  Promise: "write a generator that yields waits (core/wait.ts)",
  queueMicrotask: TIMER,
  setTimeout: TIMER,
  setInterval: TIMER,
  setImmediate: TIMER,
  requestAnimationFrame: TIMER,
  Intl: "compare with < and >, and format by hand",
  TextEncoder: TEXT,
  TextDecoder: TEXT,
  URL: "parse it by hand (net/http has a parser for request targets)",
  URLSearchParams: "parse it by hand",
  console: "emit a trace event, or return what there is to say",
  structuredClone: "objects are immutable and shared: build a new one with what differs",
  process: HOST,
  Buffer: "use Uint8Array and core/utf8.ts",
  require: HOST,
  globalThis: HOST,
  window: HOST,
  document: HOST,
  fetch: HOST,
  crypto: "take random bits from a Prng that is split by label (core/prng.ts)",
  WeakRef: "the garbage collector's timing differs between machines: keep the reference, or drop it yourself",
  FinalizationRegistry: "the garbage collector's timing differs between machines: close in a finally block",
};

/** Math functions whose last bits the language leaves to the engine. */
const INEXACT_MATH = new Set(
  "pow exp expm1 log log2 log10 log1p sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh cbrt hypot".split(
    " ",
  ),
);

const METHODS: Readonly<Record<string, string>> = {
  localeCompare: "compare with < and >",
  toLocaleString: "format by hand",
  toLocaleUpperCase: "use toUpperCase",
  toLocaleLowerCase: "use toLowerCase",
};

export function findBannedNames(path: string, source: ts.SourceFile): Offence[] {
  const offences: Offence[] = [];
  const declared = declaredNames(source);
  const report = (node: ts.Node, rule: string, message: string): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    offences.push({ path, line, rule, message });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const instead = Object.hasOwn(GLOBALS, node.text) ? GLOBALS[node.text] : undefined;
      if (instead !== undefined && !declared.has(node.text) && isReference(node))
        report(node, "banned-name", `${node.text} does not exist here: ${instead}`);
    } else if (ts.isPropertyAccessExpression(node)) visitProperty(node, report);
    else visitSyntax(node, report);
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const statement of source.statements)
    if (ts.isVariableStatement(statement) && !(statement.declarationList.flags & ts.NodeFlags.Const))
      report(
        statement,
        "top-level-state",
        "state outlives a cluster here: put it into an object that the cluster owns",
      );
  return offences;
}

type Report = (node: ts.Node, rule: string, message: string) => void;

function visitProperty(node: ts.PropertyAccessExpression, report: Report): void {
  const name = node.name.text;
  const ofMath = ts.isIdentifier(node.expression) && node.expression.text === "Math";
  if (ofMath && name === "random") report(node, "banned-name", "Math.random: use a Prng split by label (core/prng.ts)");
  else if (ofMath && INEXACT_MATH.has(name))
    report(node, "banned-name", `Math.${name} differs between engines: use integers or a table`);
  else if (Object.hasOwn(METHODS, name)) report(node, "banned-name", `${name} depends on the host: ${METHODS[name]}`);
}

function visitSyntax(node: ts.Node, report: Report): void {
  const instead = "write a generator that yields waits (core/wait.ts)";
  if (node.kind === ts.SyntaxKind.AsyncKeyword) report(node, "no-async", `async: ${instead}`);
  else if (ts.isAwaitExpression(node)) report(node, "no-async", `await: ${instead}`);
  else if (ts.isForOfStatement(node) && node.awaitModifier) report(node, "no-async", `for await: ${instead}`);
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    report(node, "no-async", "import(): use an import declaration");
  else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) {
    if (!isWholePower(node))
      report(node, "banned-name", "a broken power differs between engines: use integers, BigInt or a table");
  }
}

/** Whole powers come out the same everywhere; roots and the like need not. */
function isWholePower({ right }: ts.BinaryExpression): boolean {
  const text = right.getText();
  return !text.includes(".5") && !text.includes("/") && !/^\d*\.\d+$/.test(text);
}

/** Every name that the file itself declares, in whatever scope: such a name is taken to mean that. */
function declaredNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const name = (node as Partial<ts.NamedDeclaration>).name;
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isNamespaceImport(node);
    if (declares && name && ts.isIdentifier(name)) names.add(name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** False where the identifier only names a property, a member or a label. */
function isReference(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  const named = parent as Partial<ts.NamedDeclaration>;
  return named.name !== node;
}

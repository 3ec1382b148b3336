/** Snippets of POSIX shell, and of what ash adds to it, made by grammar; the same ones every time. */
import { Prng } from "../../src/sim/core/prng.ts";

type Maker = (prng: Prng) => string;

const VALUES = [
  "''",
  "abc",
  "'a b  c'",
  "path/to/f.tar.gz",
  "aXbXc",
  "'*'",
  "' lead'",
  "'a:b::c'",
  "-n",
  "007",
  "'\\\\x'",
];
const PATTERNS = [
  "a",
  "*",
  "?",
  "b*",
  "*b",
  "*/",
  "[a-c]",
  "[!a]",
  "X",
  "'*'",
  '"$p"',
  "$p",
  "\\*",
  "a*c",
  "[[:alpha:]]",
];
const WORDS = ["d", "", "'d e'", '"$p"', "$p", "$(echo s t)", "`echo z`", "~", "$((1+1))", "a*"];

function parameterOf(prng: Prng): string {
  const name = prng.pick(["x", "x", "x", "unset", "empty", "1", "@", "*", "#"]);
  const sort = prng.below(6);
  if (sort === 0) return `\${${name}${prng.pick(["-", ":-", "+", ":+"])}${prng.pick(WORDS)}}`;
  if (sort === 1) return `\${x${prng.pick(["#", "##", "%", "%%"])}${prng.pick(PATTERNS)}}`;
  if (sort === 2)
    return `\${x${prng.pick(["/", "//"])}${prng.pick(["a", "X", "?", "[a-c]"])}/${prng.pick(["y", "", "'q r'"])}}`;
  if (sort === 3) return `\${x:${prng.pick(["0", "1", "1:2", "2:0", "9"])}}`;
  if (sort === 4) return `\${#${prng.pick(["x", "unset", "empty", "1"])}}`;
  return prng.pick(["$x", "${x}y", "$x$x", "$#", "$*", '"$@"', "$@", "${1}"]);
}

const parameters: Maker = (prng) => {
  const words = Array.from({ length: 2 }, () => {
    const word = parameterOf(prng);
    return prng.chance(1, 2) ? `"${word.replaceAll('"', "")}"` : word;
  });
  const ifs = prng.chance(1, 5) ? `IFS=${prng.pick(["", ":", "X", "/"])}; ` : "";
  return `x=${prng.pick(VALUES)} p=${prng.pick(VALUES)} empty=; set -- ${prng.pick(VALUES)} two; ${ifs}printf '<%s>' ${words.join(" ")}; echo`;
};

function expressionOf(prng: Prng, depth: number): string {
  if (depth === 0 || prng.chance(1, 5))
    return prng.pick(["0", "1", "7", "010", "0x1F", "x", "y", "unset", "(3)", "-2"]);
  const inner = (): string => expressionOf(prng, depth - 1);
  const sort = prng.below(4);
  if (sort === 0) return `${prng.pick(["-", "!", "~", "+"])} ${inner()}`;
  if (sort === 1) return `(${inner()}) ? ${inner()} : ${inner()}`;
  if (sort === 2) return `x ${prng.pick(["=", "+=", "-=", "*=", "|="])} ${inner()}`;
  const operator = prng.pick([
    "+",
    "-",
    "*",
    "/",
    "%",
    "<<",
    ">>",
    "&",
    "|",
    "^",
    "&&",
    "||",
    "<",
    "<=",
    "==",
    "!=",
    ">",
  ]);
  return `(${inner()}) ${operator} (${inner()})`;
}

const arithmetic: Maker = (prng) => `x=5 y=3; echo $((${expressionOf(prng, 2)})); echo "$? $x"`;

const tests: Maker = (prng) => {
  const operand = (): string => prng.pick(["a", "''", "1", "2", "-n", "=", "f", "d", "nosuch", "'('", "!"]);
  const unary = (): string => `${prng.pick(["-n", "-z", "-e", "-f", "-d", "-s", "-r", "-x", "!"])} ${operand()}`;
  const binary = (): string =>
    `${operand()} ${prng.pick(["=", "!=", "-eq", "-ne", "-lt", "-gt", "==", "-nt", "<"].slice(0, 8))} ${operand()}`;
  const one = (): string => prng.pick([unary, binary, operand])();
  const body = prng.chance(1, 3) ? `${one()} ${prng.pick(["-a", "-o"])} ${one()}` : one();
  return `touch f; mkdir d; ${prng.chance(1, 2) ? `[ ${body} ]` : `test ${body}`}; echo $?`;
};

const lists: Maker = (prng) => {
  const command = (): string =>
    prng.pick(["true", "false", "echo a", "(exit 3)", "{ echo b; false; }", "! true", "f", "nosuch", ":"]);
  const parts = [command()];
  for (let i = 1 + prng.below(4); i > 0; i--)
    parts.push(prng.pick([" && ", " || ", "; ", " | ", " & wait; "]), command());
  return `f() { echo f; return 2; }; ${prng.pick(["", "", "set -e; "])}${parts.join("")}; echo $?`;
};

const loops: Maker = (prng) => {
  const words = prng.pick(["1 2 3", "$(seq 3)", '"$@"', "$*", "*", "a 'b c' d"]);
  const body = prng.pick([
    'echo "<$i>"',
    "[ $n -gt 1 ] && break; echo $n",
    "[ $n = 2 ] && continue; echo $i",
    "case $i in [ab1]*) echo A$i ;; *) echo B ;; esac",
  ]);
  return `touch q1 q2; set -- x 'y z'; n=0; for i in ${words}; do n=$((n+1)); ${body}; done; echo "$? $n"`;
};

const cases: Maker = (prng) => {
  const items = Array.from(
    { length: 3 },
    (_, i) => `${prng.pick(PATTERNS)}${prng.chance(1, 4) ? `|${prng.pick(PATTERNS)}` : ""}) echo ${i} ;;`,
  );
  return `p=${prng.pick(VALUES)}; case ${prng.pick([...VALUES, '"$p"', "$p"])} in ${items.join(" ")} esac; echo $?`;
};

const printing: Maker = (prng) => {
  const format = Array.from({ length: 1 + prng.below(3) }, () =>
    prng.pick([
      "%s",
      "%5s",
      "%-5s|",
      "%.2s",
      "%d",
      "%05d",
      "%+d",
      "%x",
      "%o",
      "%c",
      "%b",
      "%%",
      "\\t",
      "\\101",
      "%5.1f",
      "%i",
      "%u",
    ]),
  ).join(" ");
  const args = Array.from({ length: prng.below(4) }, () =>
    prng.pick(["a", "'b c'", "42", "-7", "0x10", "010", "''", "3.5", "'a\\tb'", "x1"]),
  );
  return `printf '${format}\\n' ${args.join(" ")}; echo $?`;
};

const quoting: Maker = (prng) => {
  const piece = (): string =>
    prng.pick([
      "'a b'",
      '"a $x"',
      "\\$x",
      '"\\$x\\n"',
      "$'t\\tn'",
      "'it'\\''s'",
      '"`echo q`"',
      "\\\\",
      "$x",
      '"$(echo "in \'q\'")"',
      "~",
      '""',
      "a\\ b",
    ]);
  return `x='v  w'; printf '<%s>' ${piece()}${prng.chance(1, 2) ? piece() : ""} ${piece()}; echo`;
};

const reading: Maker = (prng) => {
  const input = prng.pick(["'a b c'", "'  lead and trail  '", "'a:b::c:'", "'back\\\\slash n'", "''", "'one\\ntwo'"]);
  const ifs = prng.pick(["", "", "IFS=: ", "IFS= ", "IFS=' :' "]);
  return `printf ${input} | { ${ifs}read ${prng.pick(["", "-r "])}${prng.pick(["x", "x y", "x y z"])}; echo "$? <$x|$y|$z>"; }`;
};

const redirections: Maker = (prng) => {
  const target = prng.pick([
    "> f",
    ">> f",
    "2> f",
    "> f 2>&1",
    "2>&1 > f",
    "< in",
    "<> in",
    "> /nosuch/f",
    "< nosuch",
    "3> f >&3",
    ">&-",
    "2>&-",
    ">| f",
    ">&7",
  ]);
  const command = prng.pick([
    "echo out",
    "cat",
    "{ echo o; echo e >&2; }",
    "(echo s; ls nosuch)",
    "ls in nosuch",
    "read x",
    ":",
  ]);
  return `echo input > in; ${command} ${target} < /dev/null; echo $?; cat f 2>/dev/null`;
};

const functions: Maker = (prng) => {
  const inner = prng.pick([
    "local v=2; v=3",
    "v=4",
    'local v; echo "[$v]"',
    "set -- p q; shift",
    "return 5",
    "exit 6",
    "g",
    "eval 'v=7'",
  ]);
  return `v=1; g() { echo "g sees $v"; v=8; }; f() { ${inner}; echo "in $v $#"; }; ${prng.pick(["f a b", "(f a)", 'x=$(f); echo "<$x>"', "f a | cat", "v=9 f"])}; echo "$? $v $#"`;
};

const documents: Maker = (prng) => {
  const quote = prng.chance(1, 3) ? "'E'" : prng.chance(1, 3) ? "-E" : "E";
  const line = (): string =>
    prng.pick(["plain", "$x and ${x#v}", "`echo b`", "$((1+2))", "\\$x \\\\ \\n", '"quoted"', "\ttab", "a \\"]);
  return `x=value; cat <<${quote}${prng.pick(["", " | wc -l", " > f; cat f"])}\n${line()}\n${line()}\nE\necho $?`;
};

const MAKERS: Readonly<Record<string, Maker>> = {
  parameters,
  arithmetic,
  tests,
  lists,
  loops,
  cases,
  printing,
  quoting,
  reading,
  redirections,
  functions,
  documents,
};

export function madeAshSnippets(each = 25): string[] {
  return Object.entries(MAKERS).flatMap(([name, make]) => {
    const prng = new Prng(`ash/${name}`);
    const made = new Set<string>();
    for (let tries = 0; made.size < each && tries < each * 10; tries++) made.add(make(prng));
    return [...made];
  });
}

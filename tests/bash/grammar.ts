/**
 * Snippets of bash made by grammar: every operator with every sort of operand, deterministic, so that what one run says
 * the next says too. Each prints what it did, so that a difference from the real bash shows.
 */
import { Prng } from "../../src/sim/core/prng.ts";

/** What the snippets of one area are made by; a snippet is one call. */
type Maker = (prng: Prng) => string;

const VALUES = [
  "''",
  "abc",
  "'a b  c'",
  "path/to/file.tar.gz",
  "aXbXc",
  "'*'",
  "' lead'",
  "$'two\\nlines'",
  "'a:b::c'",
  "-n",
  '"it\'s"',
  "'q\"x'",
  "héé",
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
  "''",
];
const OPERATORS = ["-", ":-", "+", ":+", "=", ":=", "?", ":?"];
const TRIMS = ["#", "##", "%", "%%"];
const REPLACEMENTS = ["/", "//", "/#", "/%"];
const CASES = ["^", "^^", ",", ",,"];
const TRANSFORMS = ["Q", "E", "U", "u", "L", "A", "a", "K", "k", "P"];
const WORDS = ["d", "", "'d e'", '"$p"', "$p", "\\$p", "$(echo s t)", "`echo z`", "~", "$((1+1))", "{1,2}", "a*"];

function parameterOf(prng: Prng): string {
  const name = prng.pick(["x", "x", "x", "unset", "empty", "1", "@", "*", "a[1]", "a[@]", "a[*]", "m[k]", "m[none]"]);
  const operator = prng.below(8);
  const pattern = prng.pick(PATTERNS);
  if (operator === 0) return `\${${name}${prng.pick(OPERATORS)}${prng.pick(WORDS)}}`;
  if (operator === 1) return `\${${name}${prng.pick(TRIMS)}${pattern}}`;
  if (operator === 2)
    return `\${${name}${prng.pick(REPLACEMENTS)}${pattern.replace("*/", "to")}/${prng.pick([...WORDS, "[&]", "\\&"])}}`;
  if (operator === 3) return `\${${name}${prng.pick(CASES)}${prng.chance(1, 2) ? pattern : ""}}`;
  if (operator === 4) return `\${${name}:${prng.pick(["0", "1", " -2", "1:2", "0:-1", "2:0", "$i", "i+1:1", "9"])}}`;
  if (operator === 5) return `\${#${name}}`;
  if (operator === 6) return `\${${name}@${prng.pick(TRANSFORMS)}}`;
  return prng.pick(["${!n}", "${!x*}", '"${!x@}"', "${!a[@]}", "${!m[*]}", "$x", "${x}y", "$x$x", "$#", "$*", '"$@"']);
}

function quoted(prng: Prng, word: string): string {
  return prng.chance(1, 2) ? `"${word.replaceAll('"', "")}"` : word;
}

const parameters: Maker = (prng) => {
  const words = Array.from({ length: 2 }, () => quoted(prng, parameterOf(prng)));
  const ifs = prng.chance(1, 5) ? `IFS=${prng.pick(["", ":", "X", "' :'", "/"])}; ` : "";
  return `x=${prng.pick(VALUES)} p=${prng.pick(VALUES)} empty= i=1 n=x; a=(one "t w o" '' four); declare -A m=([k]=${prng.pick(VALUES)}); set -- ${prng.pick(VALUES)} two; ${ifs}printf '<%s>' ${words.join(" ")}; echo; (printf '[%s]' ${words[0]}) 2>&1; echo $?`;
};

function expressionOf(prng: Prng, depth: number): string {
  if (depth === 0 || prng.chance(1, 5))
    return prng.pick([
      "0",
      "1",
      "2",
      "7",
      "-3",
      "010",
      "0x1F",
      "2#101",
      "36#z",
      "i",
      "j",
      "u",
      "s",
      "a[1]",
      "a[i]",
      "i++",
      "--j",
      "9223372036854775807",
    ]);
  const [left, right] = [expressionOf(prng, depth - 1), expressionOf(prng, depth - 1)];
  const operator = prng.pick("+ - * / % << >> < > <= >= == != & ^ | && || , ** ?".split(" "));
  if (prng.chance(1, 8)) return `${prng.pick(["!", "~", "- ", "+ "])}(${left})`;
  if (prng.chance(1, 10)) return `(i ${prng.pick("= += -= *= /= %= <<= >>= &= ^= |=".split(" "))} ${left})`;
  if (operator === "?") return `(${left} ? ${right} : ${expressionOf(prng, depth - 1)})`;
  if (operator === "**") return `(${left}) ** ${prng.pick(["0", "1", "2", "3", "-1"])}`;
  if (operator === "<<" || operator === ">>") return `(${left}) ${operator} ${prng.pick(["0", "1", "5", "63"])}`;
  return prng.chance(1, 2) ? `(${left} ${operator} ${right})` : `${left} ${operator} ${right}`;
}

const arithmetic: Maker = (prng) => {
  const expression = expressionOf(prng, 3);
  const head = "i=5 j=-2 s=1+2; a=(10 20 30 40 50 60 70)";
  const form = prng.below(4);
  if (form === 0) return `${head}; ((${expression})); echo $? $i $j`;
  if (form === 1) return `${head}; let '${expression}' 'i+=1'; echo $? $i $j`;
  return `${head}; echo $((${expression})); echo $? $i $j`;
};

const LETTERS = ["a", "b", "c", "1", "9", "-2", "03", "z", "A", "x y", "$v", "", "'q'"];
function braceOf(prng: Prng, depth: number): string {
  const inner = (): string =>
    depth > 0 && prng.chance(1, 2) ? braceOf(prng, depth - 1) : prng.pick(LETTERS).replace(" ", "");
  const form = prng.below(6);
  if (form === 0)
    return `{${prng.pick(["1..3", "3..1", "01..10..3", "a..e", "e..a..2", "-2..2", "1..3..0", "a..3", "1..", "5..5", "1..10..-4"])}}`;
  if (form === 1) return `{${inner()}}`;
  if (form === 2) return `${inner()}{${inner()},${inner()}}${inner()}`;
  if (form === 3) return `"{${inner()},b}"{${inner()},b}`;
  if (form === 4) return `{${inner()},${inner()},}x`;
  return `\${v}{${inner()},${inner()}}{${inner()},${inner()}}`;
}
const braces: Maker = (prng) => `v=V; echo ${braceOf(prng, 2)}; printf '<%s>' ${braceOf(prng, 1)}; echo`;

const GLOBS = [
  "*",
  "?",
  "*.txt",
  "[ab]*",
  "[!a]*",
  "[^.]*",
  ".*",
  "*/",
  "*/*",
  "**",
  "**/",
  "**/*.c",
  "a?",
  "[[:upper:]]*",
  "[z-a]",
  "[]]",
  "\\*",
  '"*"',
  "b.*",
  "d/../*",
  "./*",
  "nope*",
  "d/e/f",
  "no/*/x",
  "@(a|b)*",
  "!(*.txt)",
  "+([ab])*",
  "?(x)a*",
  "*([0-9])",
  "[a",
  "d*/[ef]*",
  "{a,b}*",
  "$g",
  '"$g"',
];
const globs: Maker = (prng) => {
  const on = ["nullglob", "dotglob", "globstar", "nocaseglob", "failglob", "globskipdots"].filter((name) =>
    prng.chance(1, name === "failglob" ? 12 : 3),
  );
  const set = `shopt -s extglob ${on.join(" ")}\n`;
  return `mkdir -p d/e .h; touch a.txt b.txt c.md 'sp ace' .hid d/x.c d/e/f d/e/y.c B9 '*'; g='*.md'; ${prng.chance(1, 6) ? "set -f; " : ""}${prng.chance(1, 8) ? "GLOBIGNORE='a*'; " : ""}${set}echo ${prng.pick(GLOBS)}; printf '<%s>' ${prng.pick(GLOBS)}; echo; for f in ${prng.pick(GLOBS)}; do echo "f=$f"; done`;
};

const REDIRECTIONS = [
  ">f",
  ">>f",
  "2>f",
  "2>&1",
  "1>&2",
  "&>f",
  "&>>f",
  ">|f",
  "<>f",
  "3>f",
  "3>&1",
  "2>&-",
  ">&-",
  "<&-",
  ">&f",
  "{fd}>f",
  "</dev/null",
  "2>&3",
  "4<&0",
  ">nodir/f",
  "<missing",
  ">$two",
  '>"$two"',
  ">$empty",
];
const redirections: Maker = (prng) => {
  const list = Array.from({ length: 1 + prng.below(3) }, () => prng.pick(REDIRECTIONS)).join(" ");
  const command = prng.pick([
    "echo out",
    "{ echo out; echo err >&2; }",
    "(echo sub; echo suberr >&2)",
    "f",
    "cat",
    "read v",
    "for i in 1 2; do echo $i; done",
    "if true; then echo yes; fi",
    "printf x",
    ":",
    "nosuch",
    "[[ a = a ]]",
    "while read l; do echo $l; done",
    "eval 'echo ev; echo ee >&2'",
  ]);
  return `two='a b' empty=; f() { echo inf; echo errf >&2; }; echo old >f; ${prng.chance(1, 8) ? "set -C; " : ""}${command} ${list} <<<'in put'; echo "st $?"; for n in f; do [ -e $n ] && cat $n; done; ls`;
};

const STATUSES = [
  "true",
  "false",
  "(exit 3)",
  "! true",
  "! false",
  "{ false; }",
  "f",
  "[ a = b ]",
  "[[ a ]]",
  "((0))",
  "((1))",
  "false | true",
  "true | false",
  "x=$(false)",
  "x=$(exit 4)",
  "local y",
  "return 2",
  "nosuch 2>/dev/null",
  ":",
];
function listOf(prng: Prng, depth: number): string {
  if (depth === 0) return prng.pick(STATUSES);
  const inner = (): string => listOf(prng, depth - 1);
  const form = prng.below(11);
  const mark = prng.below(90) + 10;
  if (form < 3) return `${inner()} ${prng.pick(["&&", "||"])} ${inner()}`;
  if (form === 3) return `${inner()}; echo ${mark}:$?`;
  if (form === 4) return `if ${inner()}; then echo t${mark}; ${inner()}; else echo e${mark}; fi`;
  if (form === 5) return `{ ${inner()}; echo g$?; }`;
  if (form === 6) return `(${inner()}; echo s$?)`;
  if (form === 7) return `for i in 1 2; do ${inner()}; ${prng.pick([":", "break", "continue", `echo l${mark}`])}; done`;
  if (form === 8)
    return `case ${prng.pick(["a", "b", "''"])} in a) ${inner()};; b) echo cb$?${prng.pick([";;", ";&", ";;&"])} *) ${inner()};; esac`;
  if (form === 9) return `until true; do ${inner()}; done; while ((n++ < 2)); do ${inner()}; done`;
  return `! ${prng.pick(STATUSES)}`;
}
const lists: Maker = (prng) => {
  const options = ["e", "u", "E", "T"].filter(() => prng.chance(1, 4));
  const set = options.length === 0 ? "" : `set -${options.join("")}; `;
  const pipefail = prng.chance(1, 3) ? "set -o pipefail; " : "";
  const trap = prng.pick(["", "", "trap 'echo ERR $?' ERR; ", "trap 'echo bye $?' EXIT; ", "trap 'echo D' DEBUG; "]);
  return `f() { return 5; }; n=0; ${set}${pipefail}${trap}${listOf(prng, 3)}\necho "end $?"`;
};

const FORMATS = [
  "%s",
  "%5s|",
  "%-6s|",
  "%.2s",
  "%d",
  "%5d|",
  "%05d",
  "%+d",
  "%x",
  "%#o",
  "%X",
  "%u",
  "%i",
  "%c",
  "%b",
  "%q",
  "%f",
  "%.3f",
  "%8.2f|",
  "%e",
  "%g",
  "%%",
  "%*d",
  "%-*s|",
  "\\t",
  "\\x41",
  "\\101",
  "a%sb",
  "%.0f",
  "% d",
  "%G",
  "%E",
  "%s %s",
  "%(%Y)T",
];
const ARGUMENTS = [
  "",
  "1",
  "-7",
  "0x1f",
  "010",
  "abc",
  "3.14159",
  "1e3",
  "'a b'",
  '"\'A"',
  "'x\\ty'",
  "héé",
  "99999999999999999999",
  "'*'",
  "$'a\\nb'",
  "-",
  "+5",
  "' 4'",
  "12abc",
  "~",
  "=",
  "a=b",
  "!",
];
const printfs: Maker = (prng) => {
  const format = Array.from({ length: 1 + prng.below(3) }, () => prng.pick(FORMATS)).join(" ");
  const args = Array.from({ length: prng.below(4) }, () => prng.pick(ARGUMENTS)).map((text) =>
    text === "" ? "''" : text,
  );
  return `printf '${format}\\n' ${args.join(" ")}; echo $?; printf -v v '${prng.pick(FORMATS)}' ${prng.pick(ARGUMENTS)}; echo "[$v]"`;
};

const INPUTS = [
  "'a b c'",
  "'  lead  and trail  '",
  "'a:b::c:'",
  "$'one\\ntwo'",
  "'back\\\\slash \\\\x'",
  "''",
  "'x'",
  "'a\\\\ b c'",
  "' : '",
  "'a,b;c'",
];
const reads: Maker = (prng) => {
  const flags = ["-r", "-n 3", "-d :", "-a arr", "-t 1", "-s", "-p pr", "-e", "-u 0"]
    .filter(() => prng.chance(1, 6))
    .join(" ");
  const ifs = prng.pick(["", "IFS=: ", "IFS= ", "IFS=', ' ", "IFS=$'\\n' "]);
  const names = flags.includes("-a") ? "" : prng.pick(["", "x", "x y", "x y z"]);
  return `${ifs}read ${flags} ${names} <<< ${prng.pick(INPUTS)}; echo "$? <$x><$y><$z><$REPLY>"; printf '(%s)' "\${arr[@]}"; echo; ${ifs}read -ra l <<< ${prng.pick(INPUTS)}; echo "\${#l[@]}:\${l[*]}"; set -- ${prng.pick(INPUTS)}; ${ifs === "" ? "" : ifs.trim().concat("; ")}for w in $1; do echo "[$w]"; done`;
};

const ATTRIBUTES = ["-i", "-l", "-u", "-r", "-x", "-a", "-A", "-g", "-t", "+x", "+i", "-ix", "-ar", "-Ax", "+a", "-p"];
const declarations: Maker = (prng) => {
  const value = prng.pick([
    "=3+4",
    "=AbC",
    "=",
    "",
    "=(1 2 3)",
    "=([2]=x [5]=y)",
    "=([k]=v [j]='w w')",
    "='a b'",
    "=$other",
  ]);
  const word = prng.pick(["declare", "declare", "typeset", "local", "export", "readonly"]);
  const flag =
    word === "export"
      ? prng.pick(["", "-n", "-p"])
      : word === "readonly"
        ? prng.pick(["", "-a", "-A", "-p"])
        : prng.pick(ATTRIBUTES);
  const wraps = prng.chance(1, 2) || word === "local";
  const line = `${word} ${flag} v${value}; echo "st $?"; v${prng.pick(["=9", "+=9", "=xYz", "+=xYz", "[1]=8", "+=(7)", "[k]+=2"])}; declare -p v`;
  return `other=target target=T; ${prng.chance(1, 3) ? `v=${prng.pick(["old", "5"])}; ` : ""}${wraps ? `f() { ${line}; }; f; ` : `${line}; `}echo "$? \${v-unset} \${#v[@]} \${!v[*]}"`;
};

const OPERANDS = ["a", "''", "abc", "'a b'", "5", "05", "$u", "$x", '"$x"', "f", "d", "/nope", "-n", "!", "(", "B"];
function conditionOf(prng: Prng, extended: boolean): string {
  const one = (): string => prng.pick(OPERANDS.filter((word) => !extended || !["!", "(", "-n"].includes(word)));
  const unary = prng.pick("-z -n -e -f -d -s -r -w -x -L -v -o -t -h -b -p".split(" "));
  const binary = prng.pick(
    extended ? "= == != < > -eq -ne -lt -ge =~".split(" ") : "= == != \\< \\> -eq -ne -lt -ge -nt -ef".split(" "),
  );
  const number = /-(?:eq|ne|lt|ge)$/.test(binary);
  const operand = (): string => (number ? prng.pick(["1", "5", "05", "-3", "x", "''", "3a", "0x5", "1+1"]) : one());
  const form = prng.below(5);
  if (form === 0) return one();
  if (form === 1) return `${unary} ${one()}`;
  return `${operand()} ${binary} ${extended && prng.chance(1, 3) && !number && binary !== "=~" ? prng.pick(["a*", "'a*'", "?bc", "[ab]*", "@(a|abc)", "*b*"]) : operand()}`;
}
const conditions: Maker = (prng) => {
  const extended = prng.chance(1, 2);
  let text = conditionOf(prng, extended);
  if (prng.chance(1, 3))
    text = `${text} ${extended ? prng.pick(["&&", "||"]) : prng.pick(["-a", "-o"])} ${conditionOf(prng, extended)}`;
  if (prng.chance(1, 5)) text = `! ${text}`;
  if (prng.chance(1, 8)) text = extended ? `( ${text} )` : `\\( ${text} \\)`;
  const test = extended
    ? `[[ ${text} ]]`
    : prng.chance(1, 2)
      ? `[ ${text.replaceAll(" ( ", " \\( ")} ]`
      : `test ${text.replaceAll("( ", "\\( ")}`;
  return `x='a b'; echo hi >f; mkdir d; ${test.replace(/(^| )\(( |$)(?! )/g, (found) => (extended ? found : found.replace("(", "\\(")))}; echo $?`;
};

const QUOTES = [
  "'s q'",
  '"d $x"',
  "\\ ",
  "\\$x",
  "$'a\\tb'",
  '"\\$x"',
  '"\\a"',
  '"a\'b"',
  "$x",
  '"$x"',
  "`echo \\\\a`",
  '"$(echo "in $x")"',
  "$'\\x41\\u00e9'",
  '$"loc"',
  "''",
  '""',
  "~",
  "\\~",
  "a=~",
  "#no",
  "a\\\nb",
  '"l1\nl2"',
  "$((1+1))",
  '${x:-"q"}',
  "\"${x:-'s'}\"",
  "\"${u:-'s'}\"",
  "${u:-'s s'}",
  "$'\\''",
  "\\\\",
  '"`echo \\"q\\"`"',
];
const quoting: Maker = (prng) => {
  const word = Array.from({ length: 1 + prng.below(3) }, () => prng.pick(QUOTES)).join("");
  const other = prng.pick(QUOTES);
  return `x='v  w'; printf '<%s>' ${word} ${other}; echo; y=${word}; echo "$y"; case ${other} in ${prng.pick(QUOTES.filter((text) => !text.startsWith("#")))}) echo same;; *) echo other;; esac`;
};

const DOCUMENT_LINES = [
  "plain",
  "$x",
  "\\$x",
  "$(echo sub)",
  "`echo tick`",
  "$((2*3))",
  "'q' \"d\"",
  "\\\\ \\a",
  "\ttab",
  "  sp",
  "${u:-def}",
  "${x#v}",
  '"${x}"',
  "EOF ",
  "a\\\njoined",
  "$",
  "${a[1]}",
  "$'no'",
  "\\`lit\\`",
];
const documents: Maker = (prng) => {
  const delimiter = prng.pick(["EOF", "'EOF'", '"EOF"', "\\EOF", "E'O'F"]);
  const dash = prng.chance(1, 3) ? "-" : "";
  const lines = Array.from({ length: 1 + prng.below(4) }, () => (dash === "-" ? "\t" : "") + prng.pick(DOCUMENT_LINES));
  const end = `${dash === "-" ? "\t" : ""}EOF`;
  const command = prng.pick([
    "cat",
    "cat",
    'while read -r l; do echo "[$l]"; done',
    "cat -A",
    "{ read l; cat; }",
    "(cat; echo after)",
    "tr a-z A-Z | cat",
  ]);
  const redirect = command.startsWith("tr")
    ? `tr a-z A-Z <<${dash}${delimiter} | cat`
    : `${command} <<${dash}${delimiter}`;
  return `x=val a=(p q); ${redirect}\n${lines.join("\n")}\n${end}\necho "$? next"`;
};

const FUNCTION_BODIES = [
  'echo "$# $*"',
  "local v=in; g; echo $v",
  "return $1",
  "shift; echo $@",
  "set -- new; echo $1",
  "echo ${FUNCNAME[@]}",
  "v=changed",
  "unset v; echo ${v-gone}",
  "f2() { echo nested; }; f2",
  "[ $1 -gt 3 ] && return; f $(($1+1)); echo $1",
  "local -a l=(1 2); l+=(3); echo ${l[@]}",
  "trap 'echo ret' RETURN; echo body",
  'local IFS=,; echo "$*"',
  "declare v=d; g; echo $v",
  "local v; echo ${v-unset}",
  "cat",
  "echo $LINENO ${BASH_LINENO[0]}",
  "exit $1",
  "local OPTIND o; while getopts ab: o; do echo $o$OPTARG; done",
  "eval 'local v=e'; echo $v",
  "readonly v; v=2",
];
const functions: Maker = (prng) => {
  const [body, other] = [
    prng.pick(FUNCTION_BODIES),
    prng.pick(["echo g:$v", "v=fromg", "unset v", "local v=g; h", "return 7"]),
  ];
  const call = prng.pick([
    "f 2 b",
    "f 1",
    "f 3 | cat",
    "(f 2)",
    'x=$(f 2 "a b"); echo "$x"',
    "f 2 <<< stdin",
    "f 2 && echo and",
    "f -a -b 3",
    "v=temp f 2",
    "if f 0; then echo t; fi",
    "f 2 & wait $!",
  ]);
  return `h() { echo h:$v; }; g() { ${other}; }; f() { ${body}; }; v=out; ${call}; echo "$? \${v-unset} $#"`;
};

const PIPES = [
  "seq 5",
  "printf 'b\\na\\nc\\n'",
  "echo x y z",
  "cat f",
  "yes",
  "(echo s; exit 3)",
  "{ echo g; false; }",
  "while :; do echo w; done",
  "nosuch 2>/dev/null",
];
const FILTERS = [
  "cat",
  "head -2",
  "sort -r",
  "wc -l",
  "tr a-z A-Z",
  'while read l; do echo "<$l>"; done',
  "{ read a; echo $a; }",
  "tail -1",
  "grep -c .",
  "sed -n 1p",
  "cat -n",
  "{ cat; exit 4; }",
  "tee g",
  "cut -c1",
  "head -1",
];
const pipes: Maker = (prng) => {
  const first = prng.pick(PIPES);
  const endless = first === "yes" || first.startsWith("while :");
  const filters = [
    endless ? prng.pick(["head -2", "head -1", "true", "sed 2q", "{ read a; echo $a; }"]) : prng.pick(FILTERS),
    ...Array.from({ length: prng.below(3) }, () => prng.pick(FILTERS)),
  ];
  const set = prng.chance(1, 3) ? "set -o pipefail; " : prng.chance(1, 5) ? "shopt -s lastpipe; " : "";
  return `echo data >f; ${set}${[first, ...filters].join(prng.chance(1, 6) ? " |& " : " | ")}; echo "\${PIPESTATUS[@]} $?"; echo "[$a]"`;
};

const ARRAY_STEPS = [
  "a+=(x)",
  "a[7]=seven",
  "unset 'a[1]'",
  "a[-1]=last",
  "a=(${a[@]})",
  'a=("${a[@]}")',
  'a=("${a[@]:1}")',
  "a[${#a[@]}]=n",
  "unset a",
  "a=()",
  'b=("${a[@]/o/0}")',
  "a+=([9]=nine)",
  'printf "%s," "${a[@]: -2}"',
  "echo ${a[@]#t}",
  "echo ${a[@]^}",
  'for i in "${!a[@]}"; do echo "$i=${a[i]}"; done',
  "echo ${a[1+1]}",
  "a[0]+=more",
  "mapfile -t a <<< $'l1\\nl2\\nl3'",
  "echo ${#a[2]}",
  'IFS=-; echo "${a[*]}"',
  "declare -p a",
  "echo ${a[@]:1:2}",
  "a=([3]=d e [1]=b f)",
  "echo ${a[@]@Q}",
  "read -a a <<< 'r1 r2'",
  'set -- "${a[@]}"; echo $#',
  "[[ -v a[2] ]]; echo $?",
  "echo ${a}",
  "a[2]=",
  'echo "${a[@]:-none}"',
  "(( a[3]++ )); echo ${a[3]}",
  "m[x]=1; m[y y]=2; echo ${m[@]} ${#m[@]}",
  'for k in "${!m[@]}"; do echo "$k"; done',
  "unset 'm[x]'; echo ${#m[@]}",
  "[[ -v m[x] ]]; echo $?",
  "m+=([z]=3); echo ${m[z]}",
  "k=x; echo ${m[$k]-no}",
];
const arrays: Maker = (prng) => {
  const steps = Array.from({ length: 2 + prng.below(3) }, () => prng.pick(ARRAY_STEPS));
  return `a=(one two 'th ree'); declare -A m=([x]=first); ${steps.join("; ")}; printf '<%s>' "\${a[@]}"; echo " \${#a[@]} \${!a[@]}"`;
};

const MAKERS: readonly (readonly [name: string, count: number, maker: Maker])[] = [
  ["parameters", 260, parameters],
  ["arithmetic", 130, arithmetic],
  ["braces", 60, braces],
  ["globs", 90, globs],
  ["redirections", 120, redirections],
  ["lists", 150, lists],
  ["printf", 100, printfs],
  ["read", 80, reads],
  ["declarations", 100, declarations],
  ["conditions", 110, conditions],
  ["quoting", 90, quoting],
  ["documents", 70, documents],
  ["functions", 90, functions],
  ["pipes", 60, pipes],
  ["arrays", 110, arrays],
];

/** Every area's snippets, none twice. */
export function madeSnippets(times = 1): ReadonlyMap<string, readonly string[]> {
  return new Map(
    MAKERS.map(([name, count, maker]) => {
      const prng = new Prng(`bash/${name}`);
      const made = new Set<string>();
      for (let tries = 0; made.size < count * times && tries < count * times * 4; tries++) made.add(maker(prng));
      return [name, [...made]];
    }),
  );
}

/** What jq defines in its own language; written anew from the manual's words. Models: jq 1.6 manual, "Builtin operators and functions" */
import type { JqWorld, Scope } from "./environment.ts";
import { parseDefinitions } from "./parse.ts";
import type { Definition } from "./syntax.ts";

const SOURCE = `
def map(f): [.[] | f];
def select(f): if f then . else empty end;
def recurse(f): def r: ., (f | r); r;
def recurse(f; c): def r: ., (f | select(c) | r); r;
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type | . == "array" or . == "object");
def scalars: select(type | . != "array" and . != "object");
def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];
def from_entries: reduce .[] as $e ({};
  . + { ($e | if type == "object" then (if has("key") then .key elif has("k") then .k elif has("name") then .name
                elif has("Name") then .Name elif has("K") then .K elif has("Key") then .Key else null end) else . end
         | if type == "string" then . else tojson end):
        ($e | if has("value") then .value elif has("v") then .v elif has("Value") then .Value else .V end) });
def with_entries(f): to_entries | map(f) | from_entries;
def map_values(f): .[] |= f;
def add(f): reduce f as $x (null; . + $x);
def in(xs): . as $x | xs | has($x);
def inside(xs): . as $x | xs | contains($x);
def while(c; f): def w: if c then ., (f | w) else empty end; w;
def until(c; f): def u: if c then . else (f | u) end; u;
def repeat(f): def r: f | (., r); r;
def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $rest | [$x] + $rest end;
def combinations(n): . as $all | [range(n)] | map($all) | combinations;
def any(generator; condition): isempty(first(generator | condition | select(.))) | not;
def any(f): any(.[]; f);
def any: any(.);
def all(generator; condition): isempty(first(generator | condition | select(. | not)));
def all(f): all(.[]; f);
def all: all(.);
def todate: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def todateiso8601: todate;
def fromdate: fromdateiso8601;
def date: todate;
def dateadd(u; n): . + n;
def datesub(u; n): . - n;
def paths: path(..) | select(length > 0);
def paths(f): path(.. | select(f)) | select(length > 0);
def leaf_paths: paths(scalars);
def del(f): delpaths([path(f)]);
def pick(f): . as $top | reduce path(f) as $p (null; setpath($p; $top | getpath($p)));
def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;
def first: .[0];
def last: .[-1];
def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("Out of bounds negative array index") else last(limit($n + 1; f)) end;
def test(re): test(re; null);
def capture(re): capture(re; null);
def capture(re; flags): match(re; flags) | [.captures[] | select(.name != null) | {key: .name, value: .string}] | from_entries;
def match(re): match(re; null);
def scan(re): scan(re; null);
def scan(re; flags): match(re; "g" + flags) | if (.captures | length) > 0 then [.captures[].string] else .string end;
def splits(re): splits(re; null);
def splits(re; flags): split(re; flags) | .[];
def sub(re; text): sub(re; text; "");
def gsub(re; text): sub(re; text; "g");
def gsub(re; text; flags): sub(re; text; flags + "g");
def tostream: path(def r: (.[]?|r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);
def fromstream(f): {x: null, e: false} as $init
  | foreach f as $i ($init; if .e then $init else . end
      | if $i | length == 2 then setpath(["e"]; $i[0] | length == 0) | setpath(["x"] + $i[0]; $i[1])
        else setpath(["e"]; $i[0] | length == 1) end; if .e then .x else empty end);
def truncate_stream(f): . as $n | null | f | . as $in | if (.[0] | length) > $n then setpath([0]; .[0][$n:]) else empty end;
def limit($n; f): if $n > 0 then label $out | foreach f as $x (0; . + 1; $x, if . >= $n then break $out else empty end)
  elif $n == 0 then empty else f end;
def first(f): label $out | (f | ., break $out);
def isempty(f): first((f | false), true);
def error(message): message | error;
def IN(s): any(s == .; .);
def IN(source; s): any(source == s; .);
def INDEX(stream; key): reduce stream as $row ({}; .[$row | key | tostring] |= $row);
def INDEX(key): INDEX(.[]; key);
def finites: select(isinfinite or isnan | not);
def normals: select(isnormal);
def env: $ENV;
def halt_error: halt_error(5);
def join($by): reduce .[] as $x (null;
  (if . == null then "" else . + $by end) + ($x | if . == null then "" elif type == "string" then . else tojson end)) // "";
def flatten: flatten(1e9);
def min_by(f): [.[] | [[f], .]] | min | if . == null then null else .[1] end;
def max_by(f): . as $all | reduce range(length) as $i (null; ($all[$i]) as $x
  | if . == null or ([$x | f] >= .[0]) then [[$x | f], $x] else . end) | if . == null then null else .[1] end;
def debug(message): (message | debug | empty), .;
def abs: if type == "number" and . < 0 then -. else . end;
def toarray: if type == "array" then . else [.] end;
def have_literal_numbers: true;
`;

const PARSED: { all: ReadonlyMap<string, Definition> | null } = { all: null };

function library(): ReadonlyMap<string, Definition> {
  PARSED.all ??= new Map(
    parseDefinitions(SOURCE).map((definition) => [`${definition.name}/${definition.params.length}`, definition]),
  );
  return PARSED.all;
}

export function rootScope(world: JqWorld): Scope {
  return { outer: null, binding: { type: "library", name: "", functions: library() }, world };
}

/** `map/1`, `select/1`… */
export function definedNames(): string[] {
  return [...library().keys()];
}

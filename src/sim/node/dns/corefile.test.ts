import { describe, expect, it, test } from "vitest";
import { COREFILE } from "../system/cluster-dns.ts";
import { configurationSum } from "./configuration-sum.ts";
import { CorefileError, parseCorefile } from "./corefile.ts";
import { DnsServer } from "./dns-server.ts";

function refusal(text: string): string {
  try {
    parseCorefile(text, { isDirective: DnsServer.isDirective });
  } catch (error) {
    if (error instanceof CorefileError) return error.message.replace("/etc/coredns/Corefile:", "");
    throw error;
  }
  return "accepted";
}

test("kubeadm's Corefile has the checksum that every real cluster's log shows", () => {
  expect(configurationSum(parseCorefile(COREFILE))).toBe(
    "1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a07ae1cfbe861d15b37d4a0027e69c546ab112970993a3b03b",
  );
});

describe("a Corefile is read as Caddy's parser reads it", () => {
  it("with several zones and ports, comments, quotes over lines, variables and snippets", () => {
    const text = `(common) {
  errors # to the log
  cache 30
}
example.org:1053, Example.com {
  import common
  template IN A {
    answer "{{ .Name }} 60 IN
 A {$ADDRESS}"
  }
}
10.0.0.0/8 {
  forward . {$UPSTREAM}
}
`;
    const [first, second] = parseCorefile(text, { env: new Map([["UPSTREAM", "192.0.2.1"]]) });
    expect(first?.keys).toEqual([
      { zone: "example.org.", port: 1053 },
      { zone: "example.com.", port: 53 },
    ]);
    expect(first?.directives.map(({ name, args, line }) => [name, ...args, line])).toEqual([
      ["errors", 2],
      ["cache", "30", 3],
      ["template", "IN", "A", 7],
    ]);
    expect(first?.directives[2]?.block[0]?.args).toEqual(["{{ .Name }} 60 IN\n A {$ADDRESS}"]);
    expect(second?.keys).toEqual([{ zone: "10.in-addr.arpa.", port: 53 }]);
    expect(second?.directives[0]?.args).toEqual([".", "192.0.2.1"]);
  });

  it("and refused in its words", () => {
    expect(refusal(".:53 {\n  errorz\n}\n")).toBe("2 - Error during parsing: Unknown directive 'errorz'");
    expect(refusal(".:53 {\n  errors\n")).toBe("2 - Syntax error: Unexpected token 'errors', expecting '}'");
    expect(refusal(".:53 {\n  health {\n    lameduck 5s\n")).toBe("3 - Error during parsing: Unexpected EOF");
    expect(refusal(".:53, {\n}\n")).toBe(
      "1 - Error during parsing: Expected another address but had '{' - check for extra comma",
    );
    expect(refusal(".:53 {\n  import common\n}\n")).toBe("2 - Error during parsing: File to import not found: common");
  });
});

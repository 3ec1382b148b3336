import { expect, test } from "vitest";
import { fidelityPage } from "../../scripts/fidelity.mjs";

test("models and simplifications are gathered by folder, whole sentences across lines, other comments left out", () => {
  const page = fidelityPage(
    new Map([
      [
        "src/sim/net/route.ts",
        "/**\n * Routes.\n *\n * Models: net/ipv4/fib_trie.c\n * SIMPLIFIED: one table\n * and no rules.\n *\n * More.\n */\n",
      ],
      ["src/sim/net/arp.ts", "// SIMPLIFIED: no proxy ARP.\nconst x = 1; // Not this.\n"],
      ["src/sim/core/plain.ts", "/** Nothing to tell. */\n"],
    ]),
  );
  expect(page.slice(page.indexOf("\n## "))).toBe(
    "\n## src/sim/net\n\nModelled on:\n\n- `route.ts`: net/ipv4/fib_trie.c\n\nSimplified:\n\n- `arp.ts`: no proxy ARP.\n- `route.ts`: one table and no rules.\n",
  );
});

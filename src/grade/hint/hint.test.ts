import { expect, it } from "vitest";
import { hintsOf, problemsOfHints } from "./hint.ts";

const TEXT = `Read the error.

---

{/* for: has-endpoints, by-name */}
Who is selected?

---
{/* for: by-name */}

Look at the port.
`;

it("reads which checks a hint is for, and leaves those without a mark as they are", () => {
  expect(hintsOf(TEXT)).toEqual([
    { checkIds: [], text: "Read the error." },
    { checkIds: ["has-endpoints", "by-name"], text: "Who is selected?" },
    { checkIds: ["by-name"], text: "Look at the port." },
  ]);
});

it("tells an author of a check that there is not, and of a mark without a hint", () => {
  expect(problemsOfHints(hintsOf(`${TEXT}\n---\n{/* for: gone */}\n`), ["by-name", "has-endpoints"])).toEqual([
    'hint 4 is for "gone"; the lab\'s checks are by-name, has-endpoints',
    "hint 4 says nothing",
  ]);
});

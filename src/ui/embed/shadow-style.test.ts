import { expect, it } from "vitest";
import { forShadow } from "./shadow-style.ts";

it("what is said of a page's root is said of the element instead", () => {
  expect(forShadow(':root { --a: b; } :root[data-theme="dark"] { --a: c; }')).toBe(
    ':host { --a: b; } :host([data-theme="dark"]) { --a: c; }',
  );
  expect(forShadow(':root:not([data-theme="light"]) { --a: d; }')).toBe(
    ':host(:not([data-theme="light"])) { --a: d; }',
  );
});

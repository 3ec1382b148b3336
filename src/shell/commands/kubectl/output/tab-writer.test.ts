import { expect, it } from "vitest";
import { TabWriter } from "./tab-writer.ts";

it("a column is as wide as its widest cell and three spaces, and the last cell of a line is not padded", () => {
  const writer = new TabWriter();
  writer.line(["NAME", "READY", "AGE"]);
  writer.line(["a-long-name", "1/1", "5s"]);
  expect(writer.flush()).toBe("NAME          READY   AGE\na-long-name   1/1     5s\n");
});

it("widths are remembered after a flush, so that a watch keeps its columns", () => {
  const writer = new TabWriter();
  writer.line(["a-long-name", "1/1"]);
  writer.flush();
  writer.line(["a", "1/1"]);
  expect(writer.flush()).toBe("a             1/1\n");
  writer.forgetWidths();
  writer.line(["a", "1/1"]);
  expect(writer.flush()).toBe("a     1/1\n");
});

import { expect, it } from "vitest";
import { FIELD_DOCS } from "./docs.ts";
import { typeNamed, typeNames } from "./schema.ts";

it("documents only types and fields that there are", () => {
  for (const [name, texts] of Object.entries(FIELD_DOCS.texts))
    for (const field of Object.keys(texts)) if (field !== "") expect(typeNamed(name).fields.has(field)).toBe(true);
});

it("documents nearly every type", () => {
  const without = typeNames().filter((name) => FIELD_DOCS.texts[name]?.[""] === undefined);
  expect(without.length).toBeLessThan(typeNames().length / 20);
});

it("keeps paragraphs and says which values are allowed", () => {
  expect(FIELD_DOCS.texts.Endpoints?.[""]).toContain("Example:\n\n");
  expect(FIELD_DOCS.values["ServiceSpec.type"]).toEqual(["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]);
});

import { expect, test } from "vitest";
import { parseImageReference } from "./reference.ts";

test("names are completed as Docker completes them", () => {
  const full = (text: string) => parseImageReference(text)?.text;
  expect(full("nginx")).toBe("docker.io/library/nginx:latest");
  expect(full("curlimages/curl:8.5.0")).toBe("docker.io/curlimages/curl:8.5.0");
  expect(full("registry.k8s.io/pause:3.10")).toBe("registry.k8s.io/pause:3.10");
  expect(full("localhost:5000/mine")).toBe("localhost:5000/mine:latest");
});

test("what is no image name is none", () => {
  for (const text of ["", "Nginx", "nginx:", "a b", "nginx:la test", "/nginx"])
    expect(parseImageReference(text)).toBeNull();
});

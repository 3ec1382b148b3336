import { defineConfig } from "vitest/config";
import { programNames } from "./scripts/program-names.mjs";

export default defineConfig({
  plugins: [programNames()],
  test: {
    include: ["src/**/*.test.ts", "tests/**/*.test.ts", "labs/**/*.test.ts"],
    exclude: ["tests/e2e/**"],
    environment: "node",
    // Nothing else wants the machine while tests run.
    maxWorkers: "100%",
    // A guard against hanging, not a measure of speed: a slow machine must pass.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

import { expect, it } from "vitest";
import { given, run } from "../../testing/given.ts";

it("reaches this machine in one step and says what fits", () => {
  expect(run(given.machine(), "tracepath -n 127.0.0.1").stdout).toMatch(
    /^ 1: {2}127\.0\.0\.1 {43} {2}0\.\d{3}ms reached\n {5}Resume: pmtu 65535 hops 1 back 1 \n$/,
  );
});

it("has nothing to say where there is no way", () => {
  expect(run(given.machine(), "tracepath -n 10.0.0.1").stdout).toBe(" 1:  send failed\n     Resume: pmtu 65535 \n");
});

import { expect, it } from "vitest";
import { given, runProgram } from "../../testing/given.ts";
import { gnu } from "../flavour.ts";
import { mktemp } from "./mktemp.ts";

function run(machine: ReturnType<typeof given.machine>, ...argv: string[]) {
  return runProgram(machine, gnu(mktemp), { argv: ["mktemp", ...argv] });
}

it("makes a new file each time, which only its owner reads", () => {
  const machine = given.machine();
  const paths = [run(machine), run(machine)].map(({ stdout }) => stdout.trim());
  expect(paths[0]).toMatch(/^\/tmp\/tmp\.[a-zA-Z0-9]{10}$/);
  expect(paths[1]).not.toBe(paths[0]);
  expect(machine.fs.node(paths[0] as string, "/").attributes.mode & 0o777).toBe(0o600);
});

it("makes folders, fills the last run of X, keeps what follows", () => {
  const machine = given.machine();
  const folder = run(machine, "-d", "/tmp/aXbXXX").stdout.trim();
  expect(folder).toMatch(/^\/tmp\/aXb[a-zA-Z0-9]{3}$/);
  expect(machine.fs.node(folder, "/").kind).toBe("directory");
  expect(run(machine, "-u", "/tmp/fXXXX.txt").stdout).toMatch(/^\/tmp\/f[a-zA-Z0-9]{4}\.txt\n$/);
});

it("refuses in the words of the real one", () => {
  const machine = given.machine();
  expect(run(machine, "fooXX")).toMatchObject({ stderr: "mktemp: too few X's in template ‘fooXX’\n", exitCode: 1 });
  expect(run(machine, "-d", "/nonex/fXXX").stderr).toBe(
    "mktemp: failed to create directory via template ‘/nonex/fXXX’: No such file or directory\n",
  );
  expect(run(machine, "-q", "/nonex/fXXX")).toMatchObject({ stdout: "", stderr: "", exitCode: 1 });
});

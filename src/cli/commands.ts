/** The subcommands of `hop`, in the order in which its usage lists them. Each is loaded when it is called. */

export type RunCommand = (args: readonly string[]) => Promise<number>;

export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  load(): Promise<RunCommand>;
}

export const COMMANDS: readonly CliCommand[] = [
  {
    name: "sh",
    summary: "a shell in a fresh cluster: interactive, a script, or typed",
    load: async () => (await import("./sh/sh.ts")).sh,
  },
  {
    name: "rpc",
    summary: "the simulator as JSON Lines on standard input and output",
    load: async () => (await import("./rpc/rpc.ts")).rpc,
  },
  {
    name: "trace",
    summary: "the hop-by-hop path of one request",
    load: async () => (await import("./trace/trace.ts")).trace,
  },
  {
    name: "why",
    summary: "what is broken between two ends: the first broken link, with its evidence",
    load: async () => (await import("./why/why.ts")).why,
  },
  {
    name: "reach",
    summary: "who can talk to whom, on which ports, and which policy says so",
    load: async () => (await import("./reach/reach.ts")).reach,
  },
  { name: "lab", summary: "list, show, make, do and test labs", load: async () => (await import("./lab/lab.ts")).lab },
  {
    name: "grade",
    summary: "replay submissions of labs and grade them",
    load: async () => (await import("./grade/grade.ts")).grade,
  },
  {
    name: "serve",
    summary: "the API server on loopback, for a real kubectl",
    load: async () => (await import("./serve/serve.ts")).serve,
  },
  { name: "bench", summary: "the benchmark", load: async () => (await import("./bench/bench.ts")).bench },
];

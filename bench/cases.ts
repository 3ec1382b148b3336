/** Every case of the benchmark, in the order in which they are shown. */
import { cluster } from "./cluster.ts";
import { deployment300, deployment1000 } from "./deployment.ts";
import type { Case } from "./figure.ts";
import { grade } from "./grade.ts";
import { http } from "./http.ts";
import { prompt } from "./prompt.ts";
import { reach } from "./reach.ts";
import { rules } from "./rules.ts";
import { scale } from "./scale.ts";
import { shell } from "./shell.ts";
import { sideBySide } from "./webernetes/side-by-side.ts";

export const CASES: readonly Case[] = [
  cluster,
  deployment300,
  deployment1000,
  http,
  prompt,
  grade,
  shell,
  rules,
  reach,
  scale,
  sideBySide,
];

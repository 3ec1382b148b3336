/** What `npm run new` writes: files that compile, say what goes where, and refuse politely until they are filled in. */

export function camelCase(name) {
  return name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function kindName(name) {
  const camel = camelCase(name);
  return camel[0].toUpperCase() + camel.slice(1);
}

export function titleOf(name) {
  return name[0].toUpperCase() + name.slice(1).replaceAll("-", " ");
}

const kind = (name) => ({
  [`${name}/kind.ts`]: `/**
 * What a ${kindName(name)} is for, in one sentence.
 *
 * Models: pkg/registry/<group>/${name.replaceAll("-", "")}/strategy.go
 */
import { AGE, ageOf, NAME } from "../columns.ts";
import type { Kind } from "../kind.ts";

export const ${camelCase(name)}: Kind = {
  group: "",
  version: "v1",
  kind: "${kindName(name)}",
  resource: "${name.replaceAll("-", "")}s",
  singular: "${name.replaceAll("-", "")}",
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: "${kindName(name)}",
  subresources: [],
  hasGeneration: false,
  columns: {
    definitions: [NAME, AGE],
    cells: (object, nowMs) => [object.metadata.name, ageOf(object, nowMs)],
  },
};
`,
});

const command = (name) => ({
  [`${name}/${name}.ts`]: `/** What ${name} is for, in one sentence. Models: the source or manual that it follows. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";

export function* ${camelCase(name)}(process: Process): Run<number> {
  yield* process.printError("${name}: not simulated here yet\\n");
  return 1;
}
`,
  [`${name}/${name}.test.ts`]: `import { test } from "vitest";

test.todo("${name} prints what the real one prints: whole output, from a recording");
`,
});

const check = (name) => ({
  [`${name}.ts`]: `/** What the learner must have achieved, seen from outside: by sending packets, or by looking at the cluster. */
import type { Check, CheckOptions } from "../check.ts";
import { NO_EVIDENCE } from "../check.ts";

export function ${camelCase(name)}(options: CheckOptions): Check {
  return {
    id: options.id,
    check: "${camelCase(name)}",
    effect: "looks",
    problems: [],
    run: () => ({ ok: false, wanted: "say what is wanted", saw: "this check is not written yet", evidence: NO_EVIDENCE }),
  };
}
`,
});

const image = (name) => ({
  [`${name}/${name}.ts`]: `/** What runs in ${name}, and who publishes it. */
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";

export const ${camelCase(name)}: Image = {
  names: ["docker.io/library/${name}"],
  tags: ["latest"],
  isPublished: true,
  sizeBytes: 50_000_000,
  config: () => ({ cmd: ["sleep", "infinity"] }),
  files: () => debianFiles("bookworm", {}),
};
`,
});

const lab = (name) => ({
  [`${name}/lab.ts`]: `import { defineLab } from "../../src/grade/lab.ts";
import { hasEndpoints } from "../../src/grade/checks/index.ts";

export const ${camelCase(name)} = defineLab({
  slug: "${name}",
  version: 1,
  title: "${titleOf(name)}",
  summary: "One sentence: what is broken, or what is asked for.",
  objectives: ["Begin with a verb: what one can do afterwards."],
  cluster: "docker-desktop",
  seed: 1,
  minutes: 10,
  start: { files: ["app.yaml"], apply: ["app.yaml"] },
  tasks: [
    {
      id: "first",
      title: "A goal, never a command",
      weight: 1,
      checks: [hasEndpoints({ id: "web-finds-pods", service: "web", pods: "app=web" })],
    },
  ],
});
`,
  [`${name}/brief.mdx`]: "What the learner finds and what is wanted, with nothing that gives it away.\n",
  [`${name}/hints.mdx`]: "The first hint.\n\n---\n\nThe second, one step nearer.\n",
  [`${name}/start/app.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx
`,
  [`${name}/solution.sh`]: "# What a good learner types.\nkubectl expose deployment web --port=80\n",
  [`${name}/wrong/wrong-name.sh`]: `# expect: web-finds-pods "web"
kubectl expose deployment web --port=80 --name=other
`,
});

const lesson = (name) => ({
  [`${name}/index.mdx`]: `---
title: ${titleOf(name)}
summary: One sentence that says what the reader will see.
objectives:
  - begin with a verb
minutes: 15
cluster: docker-desktop
seed: 1
---

Predict, then run, then see why.

\`\`\`sh run
kubectl get nodes
\`\`\`
`,
});

export const TEMPLATES = { kind, command, check, image, lab, lesson };

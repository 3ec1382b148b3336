import { describe, expect, it } from "vitest";
import { reaches } from "../checks/index.ts";
import { defineLab } from "../lab.ts";
import type { LabFolder } from "../proof.ts";
import { mutantsOf } from "./mutants.ts";
import { faultsOfReport, mutationReport } from "./mutation-report.ts";

describe("mutants", () => {
  it("leave out whole commands, and single lines of what a command reads", () => {
    const lines = ["cat > s.yaml <<'EOF'", "kind: Service", "port: 80", "EOF", "kubectl apply -f s.yaml"];
    expect(mutantsOf(lines).filter(({ id }) => id.startsWith("drop"))).toEqual([
      { id: "drop 1", shown: "", lines: ["kubectl apply -f s.yaml"] },
      { id: "drop 2", shown: "", lines: [lines[0], "port: 80", "EOF", lines[4]] },
      { id: "drop 3", shown: "", lines: [lines[0], "kind: Service", "EOF", lines[4]] },
      { id: "drop 5", shown: "", lines: lines.slice(0, 4) },
    ]);
  });

  it.each([
    ["    - port: 80", ["number 1:     - port: 81"]],
    ["kubectl expose deploy web --port=80 --target-port=8000", ["port=81 --target", "--target-port=8001"]],
    ["    app: web", ["label 1:     app: web-x"]],
    ["kubectl get pods -l app=web -n shop", ["app=web-x -n shop", "-l app=web -n default"]],
    ["  namespace: default", ["namespace 1:   namespace: kube-public"]],
    ["  name: web", ["name 1:   name: web-x"]],
    ["      protocol: TCP", ["protocol 1:       protocol: UDP"]],
    ["  type: LoadBalancer", ["type 1:   type: ClusterIP"]],
    ["wget -qO- http://10.96.0.10/", []],
  ])("change %j", (line, wanted) => {
    const changed = mutantsOf([line]).filter(({ id }) => !id.startsWith("drop"));
    expect(changed.map(({ id, shown }) => `${id}: ${shown}`)).toEqual(
      wanted.map((part) => expect.stringContaining(part)),
    );
  });
});

const DEFINITION = defineLab({
  slug: "say-hello",
  version: 1,
  title: "Say hello",
  summary: "A Service is missing.",
  objectives: ["Make a Service."],
  cluster: "docker-desktop",
  seed: 8,
  minutes: 1,
  start: { setup: "setup.sh" },
  tasks: [
    {
      id: "name",
      title: "it answers",
      weight: 1,
      checks: [reaches({ id: "by-name", from: "probe", to: "http://web/" })],
    },
  ],
});

function folder(solution: string, equivalent = ""): LabFolder {
  return {
    definition: DEFINITION,
    startFiles: { "setup.sh": "kubectl create deployment web --image=nginx >/dev/null\n" },
    brief: "",
    hints: "",
    solution,
    alternatives: {},
    wrong: {},
    equivalent,
  };
}

describe("a mutation report", () => {
  const solution =
    "kubectl get pods\nkubectl expose deployment web --port=80\nkubectl scale deployment web --replicas=12\n";

  it("counts what is refused and what comes to the same, and names what slips through", () => {
    const report = mutationReport(folder(solution));
    expect(report).toMatchObject({ tried: 5, killed: 2, same: 1, explained: [], unused: [] });
    expect(report.survivors.map(({ id }) => id)).toEqual(["drop 3", "number 3"]);
    expect(faultsOfReport(report)).toEqual([
      "survives drop 3",
      "survives number 3: kubectl scale deployment web --replicas=13",
    ]);
  });

  it("takes the author's reasons, and refuses reasons for what does not pass", () => {
    const reasons = "drop 3: nobody asked for twelve\nnumber 3: nor for thirteen\ndrop 2: no such thing\n";
    const report = mutationReport(folder(solution, reasons));
    expect(report.survivors).toEqual([]);
    expect(report.explained).toHaveLength(2);
    expect(faultsOfReport(report)).toEqual(["equivalent.txt explains drop 2, which does not pass"]);
  });
});

/** The template of a workload's Pods. Models: k8s.io/kubectl/pkg/describe/describe.go DescribePodTemplate */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { describeContainers } from "./containers.ts";
import type { Description } from "./description.ts";
import { describeSpread, tolerationTexts } from "./scheduling.ts";
import { describeVolumes } from "./volumes.ts";

export function describePodTemplate(description: Description, template: Mutable | undefined): void {
  description.write(0, "Pod Template:\n");
  if (template === undefined) {
    description.write(1, "<unset>");
    return;
  }
  const { metadata = {}, spec = {} } = template;
  description.labels("  Labels", metadata.labels);
  if (Object.keys(metadata.annotations ?? {}).length > 0)
    description.annotations("  Annotations", metadata.annotations);
  if ((spec.serviceAccountName ?? "") !== "") description.write(1, `Service Account:\t${spec.serviceAccountName}\n`);
  const context = { statuses: [], pod: null, space: "  " };
  if ((spec.initContainers ?? []).length > 0)
    describeContainers(description, "Init Containers", { containers: spec.initContainers, context });
  describeContainers(description, "Containers", { containers: spec.containers ?? [], context });
  describeVolumes(description, spec.volumes ?? [], "  ");
  describeSpread(description, spec.topologySpreadConstraints ?? [], "  ");
  if ((spec.priorityClassName ?? "") !== "") description.write(1, `Priority Class Name:\t${spec.priorityClassName}\n`);
  description.labels("  Node-Selectors", spec.nodeSelector);
  description.list("  Tolerations", tolerationTexts(spec.tolerations ?? []));
}

/** `table`: how the server prints one object. */
import type { KubeObject } from "../../../sim/kube/api/objects.ts";
import { optionalRecord, type Request } from "../fields.ts";
import { type Manifest, manifestsOf } from "../manifest.ts";
import { Refusal } from "../refusal.ts";
import { kindOfManifest } from "../resources.ts";
import type { RpcWorld } from "../rpc-world.ts";

export function table({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  if (optionalRecord(request, "object") === undefined) throw new Refusal("table: object is missing");
  const isWide = request.wide === true;
  const objects = manifestsOf({ objects: [request.object] });
  const kind = kindOfManifest(cluster.api, objects[0] as Manifest);
  const { definitions, cells, ignoresWide = false } = kind.columns;
  const shown = definitions
    .map((column, i) => ({ column, i }))
    .filter(({ column }) => isWide || ignoresWide || ((column.priority ?? 0) === 0 && column.onlyWide !== true));
  const rows = objects.map((object) => {
    const all = cells(object as unknown as KubeObject, cluster.clock.nowMs);
    return shown.map(({ i }) => all[i] ?? "");
  });
  return { columns: shown.map(({ column }) => column.name), rows };
}

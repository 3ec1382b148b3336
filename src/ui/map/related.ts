/** What lights up with a cell: whatever it selects and whatever selects it, and for a Service's Ingress also what lies behind. */
import type { Line } from "./map-canvas.ts";
import type { MapState } from "./map-state.ts";
import type { Scene } from "./scene.ts";

/** Lines of one crowd to another would be drawn a thousand times over one another. */
const LINES_MAX = 400;

export interface Related {
  readonly cells: ReadonlySet<string>;
  readonly lines: readonly Line[];
}

export function relatedTo(cellId: string, scene: Scene, state: MapState): Related {
  const lines: Line[] = [];
  const objects = new Set<string>();
  const visit = (id: string, isForward: boolean): void => {
    if (lines.length > LINES_MAX) return;
    for (const { to, how } of state.objects.get(id)?.links ?? []) {
      lines.push(how === "from" ? { from: to, to: id, how } : { from: id, to, how });
      objects.add(to);
      if (isForward && how === "routes") visit(to, true);
    }
  };
  const members = membersOf(cellId, scene);
  for (const id of members) {
    objects.add(id);
    visit(id, true);
    for (const { id: from, how } of state.relations.of(id)) {
      objects.add(from);
      lines.push({ from, to: id, how });
    }
    const pod = state.objects.get(id);
    if (pod?.node != null) objects.add(pod.node);
  }
  const cells = new Set([cellId]);
  for (const id of objects) {
    const cell = scene.cellOf.get(id);
    if (cell !== undefined) cells.add(cell);
  }
  return { cells, lines };
}

function membersOf(cellId: string, scene: Scene): readonly string[] {
  const crowd = scene.nodes.flatMap(({ cells }) => cells).find(({ id }) => id === cellId);
  return crowd?.members ?? [cellId];
}

/** Maps and lists have no order: kubectl gives up in the middle of its sorting. */
export class Unsortable extends Error {
  constructor(path: string, type: string) {
    super(`Field ${path} in [][][]reflect.Value is an unsortable type: interface, err: unsortable type: ${type}`);
  }
}

/** Every kubectl has them but the one of a first screen. */
import { fromFiles } from "./client/from-files.ts";
import { RequestLog } from "./client/request-log.ts";
import { sortByPath } from "./output/sort.ts";
import type { Usual } from "./usual.ts";
import { getPrinter } from "./verbs/get-output.ts";
import { watchResources } from "./verbs/get-watch.ts";

export const USUAL_PARTS: Usual = {
  getPrinter,
  watchResources,
  sortByPath,
  fromFiles,
  requestLog: (options) => new RequestLog(options),
};

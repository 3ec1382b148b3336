/** The second door beside `cluster.ts`: all parts of clusters, for those who have all the code at hand. */
export { EVERY_PART } from "./node/parts/every.ts";

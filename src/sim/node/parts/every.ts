/** All parts there are, for those who have all the code at hand. */
import { COMMON_PARTS } from "./common.ts";
import { Parts } from "./parts.ts";
import { RARE_PARTS } from "./rare.ts";

export const EVERY_PART = new Parts([COMMON_PARTS, RARE_PARTS]);

import type { Case } from "./figure.ts";
export declare const CASES: readonly Case[];

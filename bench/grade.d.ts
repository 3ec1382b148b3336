import { type Case } from "./figure.ts";
export declare const grade: Case;

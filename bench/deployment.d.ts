import { type Case } from "./figure.ts";
export declare const deployment300: Case;
export declare const deployment1000: Case;

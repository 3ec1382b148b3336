import { type Case } from "./figure.ts";
export declare const http: Case;

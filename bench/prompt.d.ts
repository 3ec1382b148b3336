import { type Case } from "./figure.ts";
export declare const prompt: Case;

/** Placeholder until the engine is in place. */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";

export class TemplateError extends Error {}

export class GoTemplate {
  constructor(_text: string, _name: string) {
    throw new TemplateError("not simulated here");
  }

  execute(_data: Mutable, _allowMissing: boolean): { readonly output: string; readonly error: string | null } {
    return { output: "", error: null };
  }
}

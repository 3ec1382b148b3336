/**
 * The shell's variables: scalars, arrays, associative arrays, their attributes, and the dynamic scopes of functions.
 * A scope remembers what the names it made local were before, so that looking a variable up is one step.
 *
 * Models: bash variables.c
 */
import { inHashOrder } from "./hash-order.ts";
import { ShellError } from "./shell-error.ts";

export interface Variable {
  /** Null while it has no value. */
  value: string | null;
  list: string[] | null;
  map: Map<string, string> | null;
  exported: boolean;
  readonly: boolean;
  integer: boolean;
  reference: boolean;
  fold: "" | "lower" | "upper";
  traced: boolean;
  /** Made when it is asked for: RANDOM, LINENO. */
  computed: Computed | null;
}

export interface Computed {
  get(): string;
  set?(value: string): void;
  list?(): string[];
}

export type Attributes = Partial<Pick<Variable, "exported" | "readonly" | "integer" | "reference" | "fold" | "traced">>;

interface Scope {
  readonly saved: Map<string, Variable | undefined>;
  readonly isFunction: boolean;
}

export const NAME = /^[A-Za-z_]\w*$/;

export function createVariable(value: string | null = null): Variable {
  return {
    value,
    list: null,
    map: null,
    exported: false,
    readonly: false,
    integer: false,
    reference: false,
    fold: "",
    traced: false,
    computed: null,
  };
}

export class Variables {
  readonly #all: Map<string, Variable>;
  readonly #scopes: Scope[];
  /** What an integer variable makes of a text. */
  evaluate: (text: string) => string = (text) => text;
  /** Names of nameref loops are told here. */
  warn: (text: string) => void = () => {};
  /** What is said of an assignment to a readonly variable. */
  refuse: (name: string) => ShellError = (name) => new ShellError(`${name}: readonly variable`);
  /** PATH was assigned: what is known of programs' places is no longer true. */
  onPath: () => void = () => {};

  constructor(all: Map<string, Variable> = new Map(), scopes: Scope[] = []) {
    this.#all = all;
    this.#scopes = scopes;
  }

  /** For a subshell. Computed variables belong to the shell they read, so they are left out. */
  copy(): Variables {
    const all = new Map<string, Variable>();
    const copyOf = (variable: Variable): Variable => ({
      ...variable,
      list: variable.list?.slice() ?? null,
      map: variable.map === null ? null : new Map(variable.map),
    });
    for (const [name, variable] of this.#all) if (variable.computed === null) all.set(name, copyOf(variable));
    const scopes = this.#scopes.map(({ saved, isFunction }) => ({
      saved: new Map(
        [...saved].map(([name, variable]) => [name, variable === undefined ? variable : copyOf(variable)]),
      ),
      isFunction,
    }));
    return new Variables(all, scopes);
  }

  /** The variable that a name stands for, references followed; undefined when there is none. */
  find(name: string): Variable | undefined {
    const variable = this.#all.get(name);
    if (variable?.reference !== true) return variable;
    const target = this.#all.get(this.resolve(name));
    return target?.reference === true && target.value !== null ? undefined : target;
  }

  /** The variable itself, be it a reference. */
  own(name: string): Variable | undefined {
    return this.#all.get(name);
  }

  /** Follows references to the name (or `name[subscript]`) at their end. */
  resolve(name: string): string {
    let at = name;
    for (let depth = 0; depth < 8; depth++) {
      const variable = this.#all.get(at);
      if (variable?.reference !== true || variable.value === null || variable.value === "") return at;
      at = variable.value;
    }
    this.warn(`warning: ${name}: circular name reference`);
    return name;
  }

  get(name: string): string | null {
    const variable = this.find(name);
    return variable === undefined ? null : scalarOf(variable);
  }

  names(prefix = ""): string[] {
    return [...this.#all.keys()].filter((name) => name.startsWith(prefix)).sort();
  }

  has(name: string): boolean {
    return this.#all.has(name);
  }

  set(name: string, value: string, append = false): void {
    const variable = this.writable(name);
    if (name === "PATH") this.onPath();
    if (variable.computed !== null) variable.computed.set?.(value);
    else if (variable.list !== null) this.#setItem(variable, 0, value, append);
    else if (variable.map !== null)
      variable.map.set("0", this.#shaped(variable, value, append ? variable.map.get("0") : null));
    else variable.value = this.#shaped(variable, value, append ? variable.value : null);
  }

  /** Assigns without looking at attributes: the shell's own bookkeeping. */
  force(name: string, value: string): void {
    const variable = this.#all.get(name);
    if (variable === undefined) this.#all.set(name, createVariable(value));
    else {
      variable.value = value;
      variable.list = null;
    }
  }

  forceList(name: string, list: string[]): void {
    const variable = this.#all.get(name) ?? createVariable();
    variable.list = list;
    variable.value = null;
    this.#all.set(name, variable);
  }

  compute(name: string, computed: Computed, attributes: Attributes = {}): void {
    this.#all.set(name, { ...createVariable(), ...attributes, computed });
  }

  setElement(name: string, key: number | string, value: string, append = false): void {
    const variable = this.writable(name);
    if (typeof key === "string") {
      variable.map ??= new Map();
      variable.map.set(key, this.#shaped(variable, value, append ? variable.map.get(key) : null));
    } else this.#setItem(this.asList(variable), key, value, append);
  }

  #setItem(variable: Variable, index: number, value: string, append: boolean): void {
    const list = variable.list as string[];
    list[index] = this.#shaped(variable, value, append ? list[index] : null);
  }

  /** Makes an array of a scalar, as the first assignment to an element does. */
  asList(variable: Variable): Variable {
    if (variable.list !== null) return variable;
    variable.list = variable.value === null ? [] : [variable.value];
    variable.value = null;
    return variable;
  }

  #shaped(variable: Variable, value: string, before: string | null | undefined): string {
    if (variable.integer) {
      const added = this.evaluate(value);
      return before == null ? added : this.evaluate(`${before === "" ? "0" : before}+(${added})`);
    }
    const whole = before == null ? value : before + value;
    return variable.fold === "" ? whole : variable.fold === "lower" ? whole.toLowerCase() : whole.toUpperCase();
  }

  /** The variable to assign to, made when there is none. Throws when it is readonly. */
  writable(name: string): Variable {
    const target = this.#all.get(name)?.reference === true ? this.resolve(name) : name;
    let variable = this.#all.get(target);
    if (variable === undefined) {
      variable = createVariable();
      this.#all.set(target, variable);
    } else if (variable.readonly) throw this.refuse(target);
    return variable;
  }

  unset(name: string): void {
    const variable = this.#all.get(name);
    if (variable === undefined) return;
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const scope = this.#scopes[i] as Scope;
      if (!scope.saved.has(name)) continue;
      if (scope === this.#functionScope()) {
        this.#all.set(name, createVariable());
        (this.#all.get(name) as Variable).value = null;
      } else {
        this.#restore(name, scope.saved.get(name));
        scope.saved.delete(name);
      }
      return;
    }
    this.#all.delete(name);
  }

  #restore(name: string, variable: Variable | undefined): void {
    if (variable === undefined) this.#all.delete(name);
    else this.#all.set(name, variable);
  }

  get inFunction(): boolean {
    return this.#functionScope() !== undefined;
  }

  #functionScope(): Scope | undefined {
    return this.#scopes.findLast((scope) => scope.isFunction);
  }

  /** A function's scope, or that of the assignments before a command. */
  enter(isFunction: boolean): void {
    this.#scopes.push({ saved: new Map(), isFunction });
  }

  leave(): void {
    const scope = this.#scopes.pop();
    if (scope === undefined) return;
    for (const [name, variable] of scope.saved) this.#restore(name, variable);
  }

  /** Makes a name local to the innermost function; `inherit` keeps value and attributes. */
  makeLocal(name: string, inherit = false): Variable {
    return this.#shadow(this.#functionScope(), name, inherit);
  }

  /** `x=1 command`: exported, for as long as the command's scope lasts. */
  makeTemporary(name: string): Variable {
    const outer = this.#all.get(name);
    if (outer?.readonly === true) throw new ShellError(`${name}: readonly variable`);
    const variable = this.#shadow(this.#scopes.at(-1), name, false);
    variable.exported = true;
    if (outer !== undefined) variable.integer = outer.integer;
    return variable;
  }

  #shadow(scope: Scope | undefined, name: string, inherit: boolean): Variable {
    const outer = this.#all.get(name);
    if (scope === undefined || (scope.saved.has(name) && outer !== undefined)) {
      const variable = outer ?? createVariable();
      this.#all.set(name, variable);
      return variable;
    }
    if (outer?.readonly === true && outer.computed === null) throw new ShellError(`${name}: readonly variable`);
    const variable = inherit && outer !== undefined ? { ...outer } : createVariable();
    if (outer?.exported === true && !inherit) variable.exported = true;
    // `x=1 f`: what f makes local under that name begins with the value it was called with.
    const around = this.#scopes[this.#scopes.indexOf(scope) - 1];
    if (scope.isFunction && around?.isFunction === false && around.saved.has(name))
      variable.value = outer?.value ?? null;
    scope.saved.set(name, outer);
    this.#all.set(name, variable);
    return variable;
  }

  /** The global variable behind the locals of the same name (`declare -g`), made when there is none. */
  global(name: string): Variable {
    const scope = this.#scopes.find(({ saved }) => saved.has(name));
    if (scope === undefined) {
      const variable = this.#all.get(name) ?? createVariable();
      this.#all.set(name, variable);
      return variable;
    }
    const variable = scope.saved.get(name) ?? createVariable();
    scope.saved.set(name, variable);
    return variable;
  }

  localNames(): string[] {
    return [...(this.#functionScope()?.saved.keys() ?? [])].sort();
  }

  /** What a started program gets. */
  environment(): Map<string, string> {
    const environment = new Map<string, string>();
    for (const [name, variable] of this.#all)
      if (variable.exported && variable.value !== null && NAME.test(name)) environment.set(name, variable.value);
    return environment;
  }
}

export function scalarOf(variable: Variable): string | null {
  if (variable.computed !== null) return variable.computed.list?.()[0] ?? variable.computed.get();
  if (variable.list !== null) return variable.list[0] ?? null;
  if (variable.map !== null) return variable.map.get("0") ?? null;
  return variable.value;
}

/** The keys and values of all elements, in order; a scalar is its own element 0. */
export function elementsOf(variable: Variable): readonly (readonly [key: string, value: string])[] {
  const list = variable.list ?? variable.computed?.list?.() ?? null;
  if (list !== null) {
    const elements: [string, string][] = [];
    list.forEach((value, index) => {
      elements.push([String(index), value]);
    });
    return elements;
  }
  if (variable.map !== null) return inHashOrder(variable.map);
  const value = scalarOf(variable);
  return value === null ? [] : [["0", value]];
}

export function isArray(variable: Variable): boolean {
  return variable.list !== null || variable.map !== null || variable.computed?.list !== undefined;
}

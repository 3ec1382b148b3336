/** The switches of `set` and of `shopt`. Models: bash builtins/set.def and shopt.def, version 5.2. */

/** Letter and name of each `set` option; those without a letter have a name alone. */
export const SET_OPTIONS: readonly (readonly [letter: string, name: string])[] = [
  ["a", "allexport"],
  ["B", "braceexpand"],
  ["", "emacs"],
  ["e", "errexit"],
  ["E", "errtrace"],
  ["T", "functrace"],
  ["h", "hashall"],
  ["H", "histexpand"],
  ["", "history"],
  ["", "ignoreeof"],
  ["", "interactive-comments"],
  ["k", "keyword"],
  ["m", "monitor"],
  ["C", "noclobber"],
  ["n", "noexec"],
  ["f", "noglob"],
  ["", "nolog"],
  ["b", "notify"],
  ["u", "nounset"],
  ["t", "onecmd"],
  ["P", "physical"],
  ["", "pipefail"],
  ["", "posix"],
  ["p", "privileged"],
  ["v", "verbose"],
  ["", "vi"],
  ["x", "xtrace"],
];

const SHOPT_ON = new Set(
  "checkwinsize cmdhist complete_fullquote extquote force_fignore globasciiranges globskipdots hostcomplete interactive_comments patsub_replacement progcomp promptvars sourcepath".split(
    " ",
  ),
);

export const SHOPT_NAMES: readonly string[] =
  "autocd assoc_expand_once cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist compat31 compat32 compat40 compat41 compat42 compat43 compat44 complete_fullquote direxpand dirspell dotglob execfail expand_aliases extdebug extglob extquote failglob force_fignore globasciiranges globskipdots globstar gnu_errfmt histappend histreedit histverify hostcomplete huponexit inherit_errexit interactive_comments lastpipe lithist localvar_inherit localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob nocasematch noexpand_translation nullglob patsub_replacement progcomp progcomp_alias promptvars restricted_shell shift_verbose sourcepath varredir_close xpg_echo".split(
    " ",
  );

export class Options {
  readonly #set: Set<string>;
  readonly #shopt: Set<string>;

  constructor(
    set: Iterable<string> = ["braceexpand", "hashall", "interactive-comments"],
    shopt: Iterable<string> = SHOPT_ON,
  ) {
    this.#set = new Set(set);
    this.#shopt = new Set(shopt);
    this.#refresh();
  }

  /** Asked on every command, so kept apart. */
  errexit = false;
  nounset = false;
  xtrace = false;
  noglob = false;
  pipefail = false;
  noexec = false;
  verbose = false;
  extglob = false;
  nocasematch = false;
  allexport = false;

  copy(): Options {
    return new Options(this.#set, this.#shopt);
  }

  isOn(name: string): boolean {
    return this.#set.has(name);
  }

  turn(name: string, on: boolean): void {
    if (on) this.#set.add(name);
    else this.#set.delete(name);
    if (on && name === "vi") this.#set.delete("emacs");
    if (on && name === "emacs") this.#set.delete("vi");
    this.#refresh();
  }

  shopt(name: string): boolean {
    return this.#shopt.has(name);
  }

  turnShopt(name: string, on: boolean): void {
    if (on) this.#shopt.add(name);
    else this.#shopt.delete(name);
    this.#refresh();
  }

  /** `$-` without the letters of how the shell was called. */
  letters(): string {
    const order = "abefhkmnptuvxBCEHPT";
    return [...order].filter((letter) => SET_OPTIONS.some(([l, name]) => l === letter && this.#set.has(name))).join("");
  }

  /** `$SHELLOPTS` */
  setNames(): string {
    return [...this.#set].sort().join(":");
  }

  shoptNames(): string {
    return [...this.#shopt].sort().join(":");
  }

  #refresh(): void {
    this.errexit = this.#set.has("errexit");
    this.nounset = this.#set.has("nounset");
    this.xtrace = this.#set.has("xtrace");
    this.noglob = this.#set.has("noglob");
    this.pipefail = this.#set.has("pipefail");
    this.noexec = this.#set.has("noexec");
    this.verbose = this.#set.has("verbose");
    this.allexport = this.#set.has("allexport");
    this.extglob = this.#shopt.has("extglob");
    this.nocasematch = this.#shopt.has("nocasematch");
  }
}

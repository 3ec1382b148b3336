/**
 * The words behind `-A CHAIN` as rules of the kernel's: several when several addresses are named.
 *
 * Models: iptables 1.8.9 iptables/xshared.c do_parse, generic_opt_check
 * SIMPLIFIED: the matches and targets that net/netfilter knows; names of hosts are not looked up; no warning of a range
 * that is the wrong way round.
 */
import type { Cidr } from "../../../sim/core/ip.ts";
import { createRule, type Match, type Rule, type Target } from "../../../sim/net/netfilter/rule.ts";
import { checkMatches, loadMatch, matchOption } from "./match-options.ts";
import { parseTarget, targetOption } from "./parse-target.ts";
import { type Draft, RuleDraft } from "./rule-draft.ts";
import { RuleError, type TargetOptions } from "./rule-error.ts";

export { RuleError } from "./rule-error.ts";

/** One rule; several where several addresses are named. */
export function parseRules(words: readonly string[], chain = ""): readonly Rule[] {
  return new RuleParser(words, chain).rules();
}

const MAX_INTERFACE_NAME = 15;

class RuleParser {
  readonly #draft: RuleDraft;
  readonly #chain: string;
  readonly #options: TargetOptions = {};
  #sources: readonly Draft[] = [];
  #destinations: readonly Draft[] = [];
  #targetName = "";
  #isGoto = false;

  constructor(words: readonly string[], chain: string) {
    this.#draft = new RuleDraft(words);
    this.#chain = chain;
  }

  rules(): readonly Rule[] {
    const draft = this.#draft;
    for (let word = draft.words.shift(); word !== undefined; word = draft.words.shift()) {
      if (word === "!") {
        if (draft.negate) throw new RuleError("multiple consecutive ! not allowed");
        draft.negate = true;
        continue;
      }
      if (!this.#header(word) && !matchOption(draft, word) && !targetOption(draft, this.#options, word))
        throw new RuleError(word.startsWith("-") ? `unknown option "${word}"` : `Bad argument \`${word}'`);
      draft.negate = false;
    }
    checkMatches(draft);
    const target: Target = this.#isGoto
      ? { kind: "goto", chain: this.#targetName }
      : parseTarget(this.#targetName, this.#options, draft.protocolNumber);
    return this.#addressed().map((addresses) => {
      const matches = [...addresses, ...draft.matches] as unknown as Match[];
      return createRule({ matches, target });
    });
  }

  /** Every source with every destination. */
  #addressed(): readonly (readonly Draft[])[] {
    const some = (drafts: readonly Draft[]): readonly (readonly Draft[])[] =>
      drafts.length === 0 ? [[]] : drafts.map((draft) => (isEverywhere(draft) ? [] : [draft]));
    return some(this.#sources).flatMap((source) =>
      some(this.#destinations).map((destination) => [...source, ...destination]),
    );
  }

  #header(word: string): boolean {
    const draft = this.#draft;
    switch (word) {
      case "-s":
      case "--source":
      case "--src":
        this.#sources = this.#networks("source", draft.value(word));
        return true;
      case "-d":
      case "--destination":
      case "--dst":
        this.#destinations = this.#networks("destination", draft.value(word));
        return true;
      case "-i":
      case "--in-interface":
        this.#interface("in-interface", draft.value(word));
        return true;
      case "-o":
      case "--out-interface":
        this.#interface("out-interface", draft.value(word));
        return true;
      case "-p":
      case "--protocol":
      case "--proto":
        this.#protocol(draft.value(word).toLowerCase());
        return true;
      case "-m":
      case "--match":
        loadMatch(draft, draft.value(word));
        return true;
      case "-j":
      case "--jump":
      case "-g":
      case "--goto":
        this.#targetName = draft.value(word);
        this.#isGoto = word === "-g" || word === "--goto";
        return true;
      default:
        return false;
    }
  }

  #interface(kind: "in-interface" | "out-interface", name: string): void {
    const option = kind === "in-interface" ? "-i" : "-o";
    const wrong = kind === "in-interface" ? ["OUTPUT", "POSTROUTING"] : ["INPUT", "PREROUTING"];
    if (wrong.includes(this.#chain)) throw new RuleError(`Can't use ${option} with ${this.#chain}\n`);
    if (name.length > MAX_INTERFACE_NAME)
      throw new RuleError(`interface name \`${name}' must be shorter than IFNAMSIZ (${MAX_INTERFACE_NAME})`);
    this.#draft.add({ kind, name });
  }

  #protocol(name: string): void {
    const protocol = this.#draft.protocol(name);
    this.#draft.protocolNumber = protocol;
    if (protocol !== 0) this.#draft.add({ kind: "protocol", protocol });
  }

  #networks(kind: "source" | "destination", text: string): Draft[] {
    const { negate } = this.#draft;
    const parts = text.split(",");
    if (negate && parts.length > 1)
      throw new RuleError("! not allowed with multiple source or destination IP addresses");
    return parts.map((part) => ({ kind, cidr: this.#draft.network(part), ...(negate ? { negate: true } : {}) }));
  }
}

function isEverywhere({ cidr, negate }: Draft): boolean {
  return (cidr as Cidr).bits === 0 && negate !== true;
}

/**
 * Sends what nobody here knows to other servers, as packets from the Pod: those that are well first, and each again
 * until time or attempts are used up.
 *
 * Models: coredns plugin/forward
 * SIMPLIFIED: no TLS, no `next`; a server gets two attempts for each query (the default of CoreDNS 1.14) where 1.13
 * goes on for 5 s.
 */
import type { Prng } from "../../../core/prng.ts";
import type { Run } from "../../../core/wait.ts";
import type { DnsMessage } from "../../../net/dns/message.ts";
import { isInZone } from "../../../net/dns/name.ts";
import { DnsFailure, type DnsPlugin, type DnsQuery, type PluginContext, type PluginSetup } from "../dns-plugin.ts";
import { matchingZone } from "../zone-list.ts";
import { type ForwardSettings, forwardSettings } from "./forward-settings.ts";
import { Upstream } from "./upstream.ts";

const GIVE_UP_US = 5_000_000;
const ATTEMPTS_EACH = 2;

export const forward: PluginSetup = {
  name: "forward",
  open: (uses, context) => uses.map((use) => open(forwardSettings(use, context.process), context)),
};

function open(settings: ForwardSettings, context: PluginContext): DnsPlugin {
  const { from, except } = settings;
  const { outside, process } = context;
  const forwarder = process === null ? null : new Forwarder(settings, context);
  return {
    *serve(query, next) {
      const isExcepted = query.name.toLowerCase() !== from && matchingZone(except, query.name) !== null;
      if (!isInZone(query.name, from) || isExcepted) return yield* next(query);
      if (outside !== null) return outside(query);
      return forwarder === null ? yield* next(query) : yield* forwarder.serve(query);
    },
  };
}

class Forwarder {
  readonly #settings: ForwardSettings;
  readonly #context: PluginContext;
  readonly #upstreams: readonly Upstream[];
  readonly #prng: Prng;
  #asked = 0;
  #concurrent = 0;

  constructor(settings: ForwardSettings, context: PluginContext) {
    this.#settings = settings;
    this.#context = context;
    this.#prng = context.prng.split("forward");
    const machine = context.process?.machine;
    this.#upstreams = machine === undefined ? [] : settings.to.map((server) => new Upstream(machine, server));
  }

  *serve(query: DnsQuery): Run<DnsMessage> {
    const { maxConcurrent } = this.#settings;
    if (maxConcurrent > 0 && this.#concurrent >= maxConcurrent)
      throw new DnsFailure(`concurrent queries exceeded maximum ${maxConcurrent}`, "REFUSED");
    this.#concurrent++;
    try {
      return yield* this.#tryAll(query);
    } finally {
      this.#concurrent--;
    }
  }

  *#tryAll(query: DnsQuery): Run<DnsMessage> {
    const { clock, start } = this.#context;
    const { maxFails, checkEveryUs, maxAttempts, failover, failsFast } = this.#settings;
    const list = this.#inOrder();
    const deadlineUs = clock.nowUs + GIVE_UP_US;
    const attempts = maxAttempts > 0 ? maxAttempts : ATTEMPTS_EACH * list.length;
    let words = "no healthy proxies";
    let down = 0;
    for (let i = 0, tries = 0; tries < attempts && clock.nowUs < deadlineUs; i++) {
      if (i % list.length === 0) down = 0;
      let upstream = list[i % list.length] as Upstream;
      if (upstream.isDown(maxFails)) {
        if (++down < list.length) continue;
        if (failsFast) break;
        upstream = this.#prng.pick(list);
      }
      tries++;
      const answer = yield* this.#exchange(upstream, query);
      if (typeof answer !== "string") {
        if (failover.includes(answer.rcode) && tries < list.length) continue;
        return answer;
      }
      words = answer;
      const check = maxFails === 0 ? null : upstream.check(checkEveryUs);
      if (check !== null) start(check);
      if (down >= list.length) break;
    }
    throw new DnsFailure(words);
  }

  *#exchange(upstream: Upstream, query: DnsQuery): Run<DnsMessage | string> {
    const { forcesTcp, prefersUdp } = this.#settings;
    const { id } = query.message;
    const message = { ...query.message, id: this.#prng.below(65_536) };
    const overTcp = forcesTcp || (query.overTcp && !prefersUdp);
    let answer = yield* upstream.exchange(message, overTcp);
    if (typeof answer !== "string" && answer.truncated && prefersUdp && !overTcp)
      answer = yield* upstream.exchange(message, true);
    return typeof answer === "string" ? answer : { ...answer, id };
  }

  #inOrder(): readonly Upstream[] {
    const all = this.#upstreams;
    if (this.#settings.policy === "sequential" || all.length < 2) return all;
    if (this.#settings.policy === "round_robin") {
      const at = ++this.#asked % all.length;
      return [...all.slice(at), ...all.slice(0, at)];
    }
    const left = [...all];
    return all.map(() => left.splice(this.#prng.below(left.length), 1)[0] as Upstream);
  }
}

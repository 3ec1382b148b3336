/**
 * What the schedulers are called, for those who only check a name.
 *
 * Models: net/netfilter/ipvs/ip_vs_sched.c ip_vs_scheduler_get()
 */
const NAMES = ["rr", "wrr", "lc", "wlc", "sh", "dh", "sed", "nq", "fo", "ovf"] as const;

export type SchedulerName = (typeof NAMES)[number];

export function isSchedulerName(name: string): name is SchedulerName {
  return (NAMES as readonly string[]).includes(name);
}

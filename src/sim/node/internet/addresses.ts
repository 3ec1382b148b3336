/** The addresses of the world outside the learner's machine. Public ones are from the documentation ranges or well known. */

export const INTERNET = {
  router: "203.0.113.1",
  /** The learner's machine, seen from outside. */
  host: "203.0.113.77",
  /** The resolver that everybody here is told to ask. */
  resolver: "203.0.113.53",
} as const;

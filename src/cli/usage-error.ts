/** Wrong arguments or files: one clear line on stderr, exit 2, nothing half-written. */
export class UsageError extends Error {}

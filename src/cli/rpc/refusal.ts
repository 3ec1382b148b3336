/** A request that cannot be answered: wrong fields, or a Status of the API server. */
export class Refusal extends Error {
  readonly status: unknown;

  constructor(message: string, status?: unknown) {
    super(message);
    this.status = status;
  }
}

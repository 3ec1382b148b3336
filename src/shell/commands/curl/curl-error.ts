/** Why a transfer failed: curl's exit code and its words. Models: curl include/curl/curl.h CURLcode */

export class CurlError extends Error {
  readonly code: number;
  /** A failed connection says more in --verbose before it. */
  readonly why: "refused" | "timeout" | "other";

  constructor(code: number, message: string, why: "refused" | "timeout" | "other" = "other") {
    super(message);
    this.code = code;
    this.why = why;
  }
}

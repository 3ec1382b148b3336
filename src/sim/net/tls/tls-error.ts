/** How a TLS connection fails, and what the two ends tell each other about it. Models: RFC 8446 §6 */

export const ALERTS = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  handshake_failure: 40,
  bad_certificate: 42,
  certificate_expired: 45,
  certificate_unknown: 46,
  unknown_ca: 48,
  decode_error: 50,
  decrypt_error: 51,
  protocol_version: 70,
  internal_error: 80,
  unrecognized_name: 112,
  no_application_protocol: 120,
} as const;

export type AlertName = keyof typeof ALERTS;

export function alertName(number: number): AlertName {
  const found = Object.entries(ALERTS).find(([, value]) => value === number);
  return (found?.[0] ?? "internal_error") as AlertName;
}

export type TlsErrorCode =
  /** The other end speaks something else. */
  | "not-tls"
  /** The other end says what is wrong. */
  | "alert-received"
  /** This end says what is wrong: `alert`. */
  | "alert-sent"
  /** The connection ended in the middle. */
  | "closed";

export class TlsError extends Error {
  override readonly name = "TlsError";
  readonly code: TlsErrorCode;
  readonly alert: AlertName;
  /** What came instead of TLS. */
  readonly saw: Uint8Array;

  constructor(code: TlsErrorCode, alert: AlertName = "close_notify", saw: Uint8Array = new Uint8Array(0)) {
    super(code === "alert-sent" || code === "alert-received" ? `${code}: ${alert}` : code);
    this.code = code;
    this.alert = alert;
    this.saw = saw;
  }
}

/** The API server: takes requests, checks, stores, tells who watches. (Signatures first.) */
import type { Clock } from "../../core/clock.ts";
import type { Prng } from "../../core/prng.ts";
import type { TraceSink } from "../../core/trace.ts";
import type { KubeEvent } from "../events.ts";
import type { NodeBackend } from "./backend.ts";
import type { ApiClient } from "./client.ts";
import type { KubeObject } from "./objects.ts";
import type { ApiRequest, ApiResponse } from "./request.ts";

export interface ApiServerOptions {
  readonly clock: Clock;
  readonly prng: Prng;
  readonly trace: TraceSink<KubeEvent>;
  /** One, or two for dual-stack: `10.96.0.0/12`. */
  readonly serviceCIDRs: readonly string[];
  readonly nodePortRange?: { readonly from: number; readonly to: number };
  /** What `/version` says. */
  readonly version?: string;
  /** Deep-freeze every stored object, so that a test catches who changes one. */
  readonly freeze?: boolean;
  /** Where the API server itself listens, for the Service `kubernetes`. */
  readonly advertise?: { readonly address: string; readonly port: number };
}

export class ApiServer {
  backend: NodeBackend | null = null;

  constructor(_options: ApiServerOptions) {}

  request(_req: ApiRequest): ApiResponse {
    throw new Error("in the making");
  }

  client(_component: string): ApiClient {
    throw new Error("in the making");
  }

  /** Stores objects exactly as given: no admission, defaulting, allocation. */
  load(_objects: readonly KubeObject[]): void {}
}

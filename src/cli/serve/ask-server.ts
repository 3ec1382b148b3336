/** One request to the simulated API server. A bug of ours is told on standard error, and ends one request only. */
import type { ApiRequest, ApiResponse } from "../../sim/kube/api/request.ts";
import { failure } from "../../sim/kube/api/status.ts";
import type { Front } from "./listener.ts";

export function askServer({ cluster }: Front, request: ApiRequest): ApiResponse {
  try {
    return cluster.api.request(request);
  } catch (error) {
    const { stack = String(error) } = error as Error;
    process.stderr.write(`hop: serve: a bug of hop's own, at ${request.method} ${request.path}: ${stack}\n`);
    const body = failure(500, "InternalError", `Internal error occurred: ${(error as Error).message}`);
    return { type: "object", status: body.code, body, warnings: [] };
  }
}

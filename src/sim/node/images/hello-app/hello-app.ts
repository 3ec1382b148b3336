/** Google's hello-app: version and host name on port 8080. Models: GoogleCloudPlatform/kubernetes-engine-samples hello-app/main.go */
import type { Run } from "../../../core/wait.ts";
import { slashDate } from "../../../net/http/http-date.ts";
import type { Process } from "../../../os/process.ts";
import { type GoAnswer, serveGo } from "../go-http.ts";
import type { Image } from "../image.ts";
import { type HttpExchange, startUp } from "../server.ts";

export const helloApp: Image = {
  names: ["gcr.io/google-samples/hello-app", "us-docker.pkg.dev/google-samples/containers/gke/hello-app"],
  tags: ["1.0", "2.0", "latest"],
  isPublished: true,
  sizeBytes: 11_539_712,
  config: (tag) => ({ cmd: ["./hello-app"], env: { HELLO_VERSION: tag === "2.0" ? "2.0.0" : "1.0.0" } }),
  files: () => ({ "/hello-app": { program: "hello-app" } }),
  programs: { "hello-app": serve },
};

function* serve(process: Process): Run<number> {
  const port = Number(process.env.get("PORT") ?? 8080);
  const now = (): string => slashDate(process.machine.clock.nowMs);
  yield* startUp(process, 20_000);
  yield* process.printError(`${now()} Server listening on port ${port}\n`);
  const answer = function* ({ request }: HttpExchange): Run<GoAnswer> {
    yield* process.printError(`${now()} Serving request: ${request.target.split("?")[0]}\n`);
    const version = process.env.get("HELLO_VERSION") ?? "1.0.0";
    return { text: `Hello, world!\nVersion: ${version}\nHostname: ${process.machine.hostname}\n` };
  };
  yield* serveGo(process, port, answer);
  return 0;
}

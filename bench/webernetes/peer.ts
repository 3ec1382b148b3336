/**
 * The nearest peer, `@ngrok/webernetes`, through its public API: what the side-by-side case does with it. The package is
 * no dependency of ours; `npm run deps -- install --no-save @ngrok/webernetes` puts it where this finds it.
 */
import { readFileSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";

interface Item {
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly template?: unknown };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

type Call = (request: Record<string, unknown>, options?: unknown) => Promise<{ readonly items: readonly Item[] }>;

interface PeerCluster {
  readonly clock: { pause(): void; resume(): void; step(ms: number): void };
  readonly api: { readonly corev1: Readonly<Record<string, Call>> };
  readonly network: {
    readonly targetListsByServicePort: ReadonlyMap<string, { readonly targets: readonly unknown[] }>;
  };
  init(): Promise<void>;
  close(): Promise<void>;
  apply(objects: readonly object[]): Promise<unknown>;
  registerImage(image: unknown): void;
  informer(kind: string, told: () => void, options: { readonly namespace: string }): { stop(): void };
}

interface Context {
  readonly pod: { readonly name: string };
  listenHttp(port: number, answer: () => Promise<{ status: number; body: string }>): void;
  waitUntilKilled(): Promise<number>;
  fetch(url: string): Promise<{ readonly body: string }>;
}

export interface Package {
  readonly version: string;
  readonly Cluster: new (options: { readonly nodes: number }) => PeerCluster;
  readonly BaseImage: new () => { exec(context: Context, argv: readonly string[]): Promise<number> };
  readonly PatchStrategy: { readonly MergePatch: string };
  setHeaderOptions(name: string, value: string): unknown;
}

const NAME = "@ngrok/webernetes";
/** Of its clock, between two looks. */
const STEP_MS = 10;
const STEPS_MAX = 100_000;

/** Null where it is not installed. */
export async function loadPackage(): Promise<Package | null> {
  const manifest = manifestPath();
  if (manifest === null) return null;
  // It is made for bundlers: its files name each other without an extension, which Node does not look for.
  registerHooks({
    resolve(specifier, context, next) {
      const isIts = specifier.startsWith(".") && context.parentURL?.includes(`/${NAME}/`) === true;
      if (!isIts || specifier.endsWith(".js")) return next(specifier, context);
      try {
        return next(`${specifier}.js`, context);
      } catch {
        return next(`${specifier}/index.js`, context);
      }
    },
  });
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return { ...((await import(join(dirname(manifest), "dist", "index.js"))) as Package), version };
}

function manifestPath(): string | null {
  const paths = createRequire(import.meta.url).resolve.paths(NAME) ?? [];
  for (const path of paths)
    try {
      const manifest = join(path, NAME, "package.json");
      readFileSync(manifest);
      return manifest;
    } catch {
      // Further up, perhaps.
    }
  return null;
}

/** A cluster of the peer's, with a web server's image and a Pod from which requests are sent. */
export class Peer {
  readonly #package: Package;
  readonly #cluster: PeerCluster;
  #sender: Context | null = null;

  private constructor(loaded: Package, cluster: PeerCluster) {
    this.#package = loaded;
    this.#cluster = cluster;
  }

  /** Until every system Pod is ready. */
  static async open(loaded: Package, nodes: number): Promise<Peer> {
    const cluster = new loaded.Cluster({ nodes });
    const peer = new Peer(loaded, cluster);
    peer.#registerImages();
    await cluster.init();
    await peer.#until(async () => {
      const { items } = await peer.#core("listNamespacedPod", { namespace: "kube-system" });
      return items.length > 0 && items.every(isReady);
    });
    return peer;
  }

  close(): Promise<void> {
    return this.#cluster.close();
  }

  #registerImages(): void {
    const set = (context: Context): void => {
      this.#sender = context;
    };
    class Web extends this.#package.BaseImage {
      static readonly imageName = "bench/web";
      static readonly imageVersion = "1.0";
      readonly defaultCommand = ["server"];
      override async exec(context: Context, argv: readonly string[]): Promise<number> {
        if (argv[0] !== "server") return super.exec(context, argv);
        context.listenHttp(8080, async () => ({ status: 200, body: context.pod.name }));
        return context.waitUntilKilled();
      }
    }
    class Sender extends this.#package.BaseImage {
      static readonly imageName = "bench/sender";
      static readonly imageVersion = "1.0";
      readonly defaultCommand = ["sender"];
      override async exec(context: Context, argv: readonly string[]): Promise<number> {
        if (argv[0] !== "sender") return super.exec(context, argv);
        set(context);
        return context.waitUntilKilled();
      }
    }
    this.#cluster.registerImage(Web);
    this.#cluster.registerImage(Sender);
  }

  #core(call: string, request: Record<string, unknown>, options?: unknown): ReturnType<Call> {
    return (this.#cluster.api.corev1[call] as Call)(request, options);
  }

  /** Its clock goes on by steps, as fast as the machine can. */
  async #until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    const { clock } = this.#cluster;
    clock.pause();
    for (let i = 0; !(await isSo()); i++) {
      if (i > STEPS_MAX) throw new Error(`${NAME} does not come to rest`);
      await setImmediate();
      clock.step(STEP_MS);
      await setImmediate();
    }
    clock.resume();
  }

  async pods(): Promise<readonly Item[]> {
    return (await this.#core("listNamespacedPod", { namespace: "default", labelSelector: "app=web" })).items;
  }

  /** Applies a Deployment of so many and its Service, until each Pod is in the table that its kube-proxy writes. */
  async deploy(replicas: number, revision = "1"): Promise<void> {
    const before = new Set((await this.pods()).map(({ metadata }) => metadata.name));
    const applied = this.#cluster.apply(webOf(replicas, revision));
    const { targetListsByServicePort } = this.#cluster.network;
    await this.#until(() => {
      const { targets = [] } = targetListsByServicePort.get("default/web:80") ?? {};
      return targets.length === replicas;
    });
    await applied;
    if (before.size > 0)
      await this.#until(async () => {
        const pods = await this.pods();
        return pods.length === replicas && pods.every((pod) => !before.has(pod.metadata.name) && isReady(pod));
      });
  }

  /** Annotates so many Pods, and waits until each watch has been told of each. */
  async fanOut(count: number, watches: number): Promise<void> {
    const pods = (await this.pods()).slice(0, count);
    let told = 0;
    const informers = Array.from({ length: watches }, () =>
      this.#cluster.informer("pods", () => told++, { namespace: "default" }),
    );
    for (let last = -1; told > last; await setImmediate()) last = told;
    const listed = told;
    const { PatchStrategy, setHeaderOptions } = this.#package;
    for (const { metadata } of pods)
      await this.#core(
        "patchNamespacedPod",
        { namespace: "default", name: metadata.name, body: { metadata: { annotations: { told: "1" } } } },
        setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
      );
    await this.#until(() => told - listed >= watches * pods.length);
    for (const informer of informers) informer.stop();
  }

  async send(url: string, count: number): Promise<void> {
    if (this.#sender === null) {
      const spec = { containers: [{ name: "sender", image: "bench/sender:1.0" }] };
      await this.#cluster.apply([{ apiVersion: "v1", kind: "Pod", metadata: { name: "sender" }, spec }]);
      await this.#until(() => this.#sender !== null);
    }
    for (let i = 0; i < count; i++) await (this.#sender as unknown as Context).fetch(url);
  }
}

function isReady({ status }: Item): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true;
}

function webOf(replicas: number, revision: string): object[] {
  const labels = { app: "web" };
  const container = { name: "web", image: "bench/web:1.0", ports: [{ containerPort: 8080 }] };
  const env = [{ name: "REVISION", value: revision }];
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ ...container, env }] } },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    },
  ];
}

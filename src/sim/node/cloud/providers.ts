/** Every provider that a profile can name. */
import type { CloudProvider } from "./cloud-provider.ts";
import { dockerDesktopCloud } from "./docker-desktop/docker-desktop.ts";

export const CLOUD_PROVIDERS: ReadonlyMap<string, CloudProvider> = new Map([["docker-desktop", dockerDesktopCloud]]);

/** Every provider that a profile can name. */
import { awsCloud } from "./aws/aws.ts";
import type { CloudProvider } from "./cloud-provider.ts";
import { dockerDesktopCloud } from "./docker-desktop/docker-desktop.ts";

export const CLOUD_PROVIDERS: ReadonlyMap<string, CloudProvider> = new Map([
  ["aws", awsCloud],
  ["docker-desktop", dockerDesktopCloud],
]);

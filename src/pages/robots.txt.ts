/** Everything may be read; the list of pages is in the sitemap. */
import type { APIContext } from "astro";
import { address } from "../components/address.ts";

export function GET({ site }: APIContext): Response {
  return new Response(`User-agent: *\nAllow: /\n\nSitemap: ${new URL(address("sitemap.xml"), site)}\n`);
}

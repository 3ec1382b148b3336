/** Every page of the site, for search engines. */
import type { APIContext } from "astro";
import { allPages } from "../components/all-pages.ts";

export async function GET({ site }: APIContext): Promise<Response> {
  const entries = (await allPages()).map(({ href }) => `  <url><loc>${new URL(href, site)}</loc></url>\n`);
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join("")}</urlset>\n`;
  return new Response(body, { headers: { "content-type": "application/xml; charset=utf-8" } });
}

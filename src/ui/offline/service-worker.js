/**
 * Keeps the whole site for a visit without network. Every file is kept under its address and the hash of its content, so
 * one store serves all versions: a new one fetches only what has changed, and pages that are still open from the last one
 * find their scripts. A new version waits until no page is open, or until a reader asks for it.
 */
const FILES = /* FILES */ {};
const STORE = "hop-files-1";
const LIST = new URL("service-worker.list", self.location.href).href;
const AT_ONCE = 6;

/** The key under which a file of this content is kept. */
function keyOf(path, hash) {
  const key = new URL(path, self.location.href);
  key.searchParams.set("content", hash);
  return key.href;
}

async function keepAll() {
  const store = await caches.open(STORE);
  const kept = new Set((await store.keys()).map(({ url }) => url));
  const missing = Object.entries(FILES).filter(([path, hash]) => !kept.has(keyOf(path, hash)));
  const fetchNext = async () => {
    for (let next = missing.pop(); next !== undefined; next = missing.pop()) {
      const [path, hash] = next;
      // With its hash, a file of another version than this list's is refused, and this version is not installed.
      const answer = await fetch(path, { cache: "no-cache", integrity: hash });
      if (!answer.ok && !path.endsWith("404.html")) throw new Error(`${path}: ${answer.status}`);
      await store.put(keyOf(path, hash), answer);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchNext));
}

/** What neither this version nor the one before it is made of goes; the one before may still be open somewhere. */
async function dropOld() {
  const store = await caches.open(STORE);
  const before = await store.match(LIST);
  const lists = [FILES, before === undefined ? {} : await before.json()];
  const wanted = new Set(lists.flatMap((list) => Object.entries(list).map(([path, hash]) => keyOf(path, hash))));
  for (const { url } of await store.keys()) if (url !== LIST && !wanted.has(url)) await store.delete(url);
  await store.put(LIST, new Response(JSON.stringify(FILES)));
}

async function answerTo(request) {
  const { pathname } = new URL(request.url);
  const store = await caches.open(STORE);
  const hash = FILES[pathname];
  const kept = hash === undefined ? undefined : await store.match(keyOf(pathname, hash));
  if (kept !== undefined) return kept;
  // Of the version before: the names of its scripts have their own hash in them.
  const older = pathname.includes("/_astro/") ? await store.match(request, { ignoreSearch: true }) : undefined;
  if (older !== undefined) return older;
  try {
    return await fetch(request);
  } catch (error) {
    const page = new URL("404.html", self.location.href).pathname;
    const sorry = request.mode === "navigate" ? await store.match(keyOf(page, FILES[page])) : undefined;
    if (sorry === undefined) throw error;
    return new Response(sorry.body, { status: 404, headers: { "content-type": "text/html; charset=utf-8" } });
  }
}

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(dropOld().then(() => self.clients.claim())));
self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answerTo(request));
});

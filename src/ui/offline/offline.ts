/**
 * The page's side of working offline. A lesson has the whole site kept; every page says when that is done, and when a
 * newer version waits: it is used at the next visit, or at once if the reader wants that. What was typed stays either way.
 */

const BASE = import.meta.env.BASE_URL.replace(/\/?$/, "/");

/** Called by pages with a bench: whoever only looks at the home page is spared the download. */
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = (): void => {
    navigator.serviceWorker.register(`${BASE}service-worker.js`, { scope: BASE }).catch((error: unknown) => {
      // A private window, or storage that is full: the site works, with a network.
      document.documentElement.dataset.offline = `not kept: ${String(error)}`;
    });
  };
  // After the page itself: the reader should not wait for what may be needed another day.
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}

export function tellOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  void navigator.serviceWorker.ready.then((registration) => {
    document.documentElement.dataset.offline = "kept";
    for (const note of document.querySelectorAll<HTMLElement>("[data-offline-ready]")) note.hidden = false;
    if (registration.waiting !== null) offer(registration);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && registration.waiting !== null) offer(registration);
      });
    });
  });
}

function offer(registration: ServiceWorkerRegistration): void {
  const notice = document.querySelector<HTMLElement>("[data-site-notice]");
  if (notice === null) return;
  const use = document.createElement("button");
  use.type = "button";
  use.className = "quiet-button";
  use.textContent = "Use it now";
  use.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("take over");
  });
  const later = document.createElement("button");
  later.type = "button";
  later.className = "quiet-button";
  later.textContent = "Later";
  later.addEventListener("click", () => notice.replaceChildren());
  notice.replaceChildren("There is a newer version of this course; your next visit will have it.", use, later);
}

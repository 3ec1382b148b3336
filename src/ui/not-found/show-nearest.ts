/** Leaves of the list of all pages those that are nearest to the address that was asked for, if any are. */
import { nearestPages } from "./nearest-pages.ts";

const MOST = 4;
const list = document.querySelector("[data-nearest] ul");
const title = document.querySelector("[data-nearest-title]");

if (list && title) {
  const pages = [...list.querySelectorAll("li")].map((item) => {
    const link = item.querySelector("a");
    return { item, path: link?.pathname ?? "", title: link?.textContent ?? "" };
  });
  const base = import.meta.env.BASE_URL.replace(/\/?$/, "/");
  const found = nearestPages(location.pathname.slice(base.length), pages, MOST);
  if (found.length > 0) {
    title.textContent = "Did you mean";
    list.replaceChildren(...found.map(({ item }) => item));
  }
}

/** Every page of the site with its title, in the order in which one would read them. */
import { getCollection } from "astro:content";
import { LABS } from "../../labs/index.ts";
import { address } from "./address.ts";
import { placedLessons } from "./course-order.ts";

export interface SitePage {
  readonly href: string;
  readonly title: string;
}

export async function allPages(): Promise<SitePage[]> {
  const lessons = await getCollection("lessons");
  const inOrder = [...placedLessons(new Set(lessons.map((lesson) => lesson.id))).entries()];
  return [
    { href: address(), title: "The course" },
    ...inOrder.map(([id, { lesson }]) => ({ href: address(`${id}/`), title: lesson.title })),
    { href: address("labs/"), title: "Labs" },
    ...LABS.map(({ slug, title }) => ({ href: address(`labs/${slug}/`), title: `Lab: ${title}` })),
    { href: address("playground/"), title: "Playground" },
    { href: address("glossary/"), title: "Glossary" },
  ];
}

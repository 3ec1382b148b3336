import { defineCollection } from "astro:content";
import { file, glob } from "astro/loaders";
import { z } from "astro/zod";

const lessons = defineCollection({
  loader: glob({ base: "./content", pattern: "*/*/index.mdx" }),
  schema: z.strictObject({
    title: z.string(),
    summary: z.string(),
    objectives: z.array(z.string()).min(1),
    minutes: z.number().int().positive(),
    /** The profile that the lesson's bench starts. */
    cluster: z.string(),
    seed: z.number().int(),
    /** Files in the learner's home folder, by their path in the lesson's folder `start/`. */
    files: z.array(z.string()).default([]),
    /** What differs from the profile: how many nodes, kube-proxy's mode, the CNI. */
    nodes: z.number().int().positive().optional(),
    proxy: z.string().optional(),
    cni: z.string().optional(),
    /** The slugs of the labs that go with it, the first steps first. */
    labs: z.array(z.string()).default([]),
  }),
});

/** What lies beside labs/<slug>/lab.ts for the learner to read; the lab itself is data, in lab.ts. */
const labText = (name: string) =>
  defineCollection({
    loader: glob({
      base: "./labs",
      pattern: `*/${name}.mdx`,
      generateId: ({ entry }) => entry.split("/")[0] as string,
    }),
    schema: z.strictObject({}),
  });

const glossary = defineCollection({
  loader: file("content/glossary.yaml"),
  schema: z.strictObject({
    id: z.string(),
    term: z.string(),
    meaning: z.string(),
    /** The forms in which texts use it, where the term itself is not the only one; none: it is explained nowhere but in the glossary. */
    words: z.array(z.string()).optional(),
    /** Where one can see the thing at work. */
    lesson: z.string().optional(),
  }),
});

export const collections = { lessons, glossary, briefs: labText("brief"), hints: labText("hints") };

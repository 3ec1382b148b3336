/** The files that a lesson or a lab puts into the learner's home folder, by the folder that holds `start/`. */
const TEXTS = import.meta.glob<string>(["../../content/*/*/start/*", "../../labs/*/start/*"], {
  query: "?raw",
  import: "default",
  eager: true,
});

export function startFiles(folder: string, names: readonly string[]): Record<string, string> {
  const texts = names.map((name): [string, string] => {
    const text = TEXTS[`../../${folder}/start/${name}`];
    if (text === undefined) throw new Error(`${folder}: the file start/${name} is missing`);
    return [name, text];
  });
  return Object.fromEntries(texts);
}

/** Every file of `start/`. */
export function allStartFiles(folder: string): Record<string, string> {
  const own = Object.entries(TEXTS).filter(([path]) => path.startsWith(`../../${folder}/start/`));
  return Object.fromEntries(own.map(([path, text]) => [path.slice(`../../${folder}/start/`.length), text]));
}

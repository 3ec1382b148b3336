/** Takes a file out of the page, as it stands in the editor. */

export function download(open: { readonly file: string; readonly text: string } | null): void {
  if (open === null) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([open.text], { type: "text/plain" }));
  link.download = open.file.slice(open.file.lastIndexOf("/") + 1);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}

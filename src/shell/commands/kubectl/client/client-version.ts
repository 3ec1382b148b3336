/** The kubectl that this one is. */
export const CLIENT = {
  buildDate: "2026-09-29T20:03:31Z",
  compiler: "gc",
  gitCommit: "bb826b1d48562f110659e64e8ec444327433db95",
  gitTreeState: "clean",
  gitVersion: "v1.36.4",
  goVersion: "go1.27.1",
  major: "1",
  minor: "36",
  platform: "linux/amd64",
};

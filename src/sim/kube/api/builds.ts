/** Which Kubernetes this is: what `/version` says, and what kubectl says of itself. */
export interface Build {
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly buildDate: string;
  readonly goVersion: string;
}

/** What a cluster's images hold. */
export const SERVER_BUILD: Build = {
  gitVersion: "v1.36.2",
  gitCommit: "98b35193b2ac7a23a673325f5e9b830ecd5ba406",
  buildDate: "2026-06-10T00:00:00Z",
  goVersion: "go1.26.10",
};

/** What kubectl comes from, and a control plane that somebody starts beside it without any images. */
export const CLIENT_BUILD: Build = {
  gitVersion: "v1.36.4",
  gitCommit: "bb826b1d48562f110659e64e8ec444327433db95",
  buildDate: "2026-09-29T20:03:31Z",
  goVersion: "go1.27.1",
};

/** Its fields in the order in which `/version` has them. */
export function versionOf({ gitVersion, gitCommit, buildDate, goVersion }: Build) {
  const [, major = "1", minor = "36"] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  const platform = { compiler: "gc", platform: "linux/amd64" };
  return { major, minor, gitVersion, gitCommit, gitTreeState: "clean", buildDate, goVersion, ...platform };
}

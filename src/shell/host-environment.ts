/** The environment that a login on the learner's machine begins with. */
export const HOME = "/home/learner";

export const HOST_ENVIRONMENT: ReadonlyMap<string, string> = new Map([
  ["HOME", HOME],
  ["USER", "learner"],
  ["LOGNAME", "learner"],
  ["SHELL", "/bin/bash"],
  ["PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"],
  ["LANG", "C.UTF-8"],
  ["TERM", "xterm-256color"],
]);

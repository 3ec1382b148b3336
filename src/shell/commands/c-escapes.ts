/** What a letter after a backslash stands for in C, and so in nearly every tool. Models: ISO C 5.2.2 */
export const C_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
};

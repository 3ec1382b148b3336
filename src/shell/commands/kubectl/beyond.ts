/** Raised by a kubectl of few words, before it has done anything: the whole one is to do it. */
export class Beyond extends Error {
  override readonly name = "Beyond";
}

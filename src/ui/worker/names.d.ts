/** Made by scripts/program-names.mjs when the page is built. */
declare module "*?names" {
  export const NAMES: readonly string[];
}

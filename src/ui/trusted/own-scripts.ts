/**
 * The page's policy asks for Trusted Types: no text becomes markup or a script. This is the one exception, for what the
 * page really starts from an address: its own workers, from its own origin. Markup from text stays impossible.
 */
interface Policies {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;

policies?.createPolicy("default", {
  createScriptURL(address) {
    const { origin } = new URL(address, document.baseURI);
    if (origin !== location.origin) throw new TypeError(`a script of another origin: ${origin}`);
    return address;
  },
});

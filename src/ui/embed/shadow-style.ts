/** The site's own styles for elements on somebody else's page: they hold inside the element, and nothing else does. */
import xtermCss from "@xterm/xterm/css/xterm.css?inline";
import benchCss from "../../styles/bench.css?inline";
import labPanelCss from "../../styles/lab-panel.css?inline";
import mapCss from "../../styles/map.css?inline";
import mapPanelCss from "../../styles/map-panel.css?inline";
import panelsCss from "../../styles/panels.css?inline";
import tokensCss from "../../styles/tokens.css?inline";

const OWN = `
:host { display: block; height: 24rem; overflow: auto; container-type: inline-size; border: 1px solid var(--rule); border-radius: 3px;
  background: var(--paper); color: var(--ink); font: var(--size-interface) / 1.45 var(--interface); }
:host([hidden]) { display: none; }
*, *::before, *::after { box-sizing: border-box; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
button { color: inherit; font: 500 var(--size-interface) / 1.4 var(--interface); }
.quiet-button { padding: 0.25rem 0.625rem; border: 1px solid var(--rule-strong); border-radius: 3px; background: transparent; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.embed-part { display: flex; flex-direction: column; height: 100%; }
.bench-terminal { flex: 1; background: var(--terminal-paper); }
`;

/** What names the page's root names the element instead. */
export function forShadow(css: string): string {
  return css
    .replace(/:root:not\((\[[^\]]*\])\)/g, ":host(:not($1))")
    .replace(/:root(\[[^\]]*\])/g, ":host($1)")
    .replaceAll(":root", ":host");
}

export function shadowStyle(): HTMLStyleElement {
  const style = document.createElement("style");
  const sheets = [tokensCss, xtermCss, benchCss, panelsCss, labPanelCss, mapCss, mapPanelCss];
  style.textContent = sheets.map(forShadow).join("\n") + OWN;
  return style;
}

/**
 * The emulator writes the colours of a selection, and of 24-bit text, as style attributes, which the page's policy forbids
 * to everybody; set through the object model the same styles are allowed. There is no option for it, so this reaches into
 * version 6.0: where it finds nothing, selected text has its background and not its better contrast.
 */
import type { Terminal } from "@xterm/xterm";

interface Insides {
  readonly _core?: {
    readonly _renderService?: {
      readonly _renderer?: {
        readonly value?: { readonly _rowFactory?: { _addStyle?(element: HTMLElement, style: string): void } };
      };
    };
  };
}

export function styleByObject(terminal: Terminal): void {
  const factory = (terminal as unknown as Insides)._core?._renderService?._renderer?.value?._rowFactory;
  if (factory?._addStyle === undefined) return;
  factory._addStyle = (element, style) => {
    element.style.cssText += `${style};`;
  };
}

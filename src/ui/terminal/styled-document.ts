/**
 * The document as the emulator is given it. It writes the colours of a selection as style attributes, which the page's
 * policy forbids, as it forbids them to everybody; the same styles set through the object model are allowed.
 */
export function styledDocument(): Document {
  return new Proxy(document, {
    get(target, key) {
      if (key === "createElement") return (name: string) => styled(target.createElement(name));
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function styled(element: HTMLElement): HTMLElement {
  if (!(element instanceof HTMLSpanElement)) return element;
  element.setAttribute = (name, value) => {
    if (name === "style") element.style.cssText = value;
    else Element.prototype.setAttribute.call(element, name, value);
  };
  return element;
}

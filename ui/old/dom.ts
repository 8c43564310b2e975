type Attributes = Readonly<
  Record<string, string | number | boolean | undefined>
>;

/**
 * Creates an element. A string becomes text and never markup. Attributes must
 * come from the code of this page, and not from an application.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children);
  return element;
}

export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`The page has no #${id}.`);
  }
  return element;
}

/** Writing the same text again would cost a layout, so it is skipped. */
export function setText(element: Node, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function setAttribute(
  element: Element,
  name: string,
  value: string | null,
): void {
  if (value === null) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

/** Marks the pressed button of a group. */
export function setPressed(
  group: ParentNode,
  isPressed: (button: HTMLButtonElement) => boolean,
): void {
  for (const button of group.querySelectorAll('button')) {
    setAttribute(button, 'aria-pressed', String(isPressed(button)));
  }
}

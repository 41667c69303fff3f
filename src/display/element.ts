import { printable } from "../printable.js";

/** Returns a new element with `content`, in which strings become text: no name or error text is ever markup, or turns the direction of what follows. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
	tag: Tag,
	className: string,
	...content: (string | Node)[]
): HTMLElementTagNameMap[Tag] {
	const made = document.createElement(tag);
	made.className = className;
	made.append(
		...content.map((part) =>
			typeof part === "string" ? printable(part) : part,
		),
	);
	return made;
}

/** Returns the element of the page with the given `id`; there must be one. */
export function byId<Type extends HTMLElement = HTMLElement>(id: string): Type {
	return document.getElementById(id) as Type;
}

/** Sets the text of `node`, but not to what it is: that would be laid out, and announced by screen readers, again. */
export function setText(node: Node, text: string): void {
	const shown = printable(text);
	if (node.textContent !== shown) {
		node.textContent = shown;
	}
}

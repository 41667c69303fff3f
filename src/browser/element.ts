/** Makes an element of `content`, in which strings become text: no name or error text is ever markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
	tag: Tag,
	className: string,
	...content: (string | Node)[]
): HTMLElementTagNameMap[Tag] {
	const made = document.createElement(tag);
	made.className = className;
	made.append(...content);
	return made;
}

/** Gives the element of the page with the given `id`, which is there. */
export function byId<Type extends HTMLElement = HTMLElement>(id: string): Type {
	return document.getElementById(id) as Type;
}

/** Sets the text of `node`, if it is another one: then nothing is laid out, and nothing announced, twice. */
export function setText(node: Node, text: string): void {
	if (node.textContent !== text) {
		node.textContent = text;
	}
}

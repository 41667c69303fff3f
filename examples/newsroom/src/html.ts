import escapeHtml from "escape-html";

/** Markup that is safe to send: only `html` and `trusted` make it. */
export class Html {
	readonly #markup: string;

	constructor(markup: string) {
		this.#markup = markup;
	}

	toString(): string {
		return this.#markup;
	}
}

/** What may stand in an `html` template; `undefined` leaves nothing. */
export type Value = string | number | Html | readonly Value[] | undefined;

/** Template tag that escapes every value that is not markup itself. It fits XML as well. */
export function html(
	strings: TemplateStringsArray,
	...values: readonly Value[]
): Html {
	return new Html(
		strings.reduce(
			(markup, part, i) => markup + toMarkup(values[i - 1]) + part,
		),
	);
}

/** Takes `markup` as it is: for what a sanitizer has cleaned, and nothing else. */
export function trusted(markup: string): Html {
	return new Html(markup);
}

function toMarkup(value: Value): string {
	if (value === undefined) {
		return "";
	}
	if (value instanceof Html) {
		return value.toString();
	}
	return typeof value === "object"
		? value.map(toMarkup).join("")
		: escapeHtml(String(value));
}

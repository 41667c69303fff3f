/**
 * Control characters, but for tab and newline, and marks that end a line or change the direction of
 * writing: a terminal obeys them, a log takes them for its own, and a reader does not see them. And
 * before them the escape sequences by which Node colours what it prints.
 */
const UNSEEN =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant.
	/\x1b\[[\d;]*m|[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** What nearly all text is made of: V8 makes this ready much sooner than the expression above, and a first request waits for it. */
const SEEN = /^[\t\n\x20-\x7e]*$/;

/**
 * Returns `text`, which may be anybody's, fit to be printed: what is not seen is escaped as `\u202e`, in
 * JSON too. Colours are left as they are if it `hasColors`.
 */
export function printable(text: string, hasColors = false): string {
	if (SEEN.test(text)) {
		return text;
	}
	return text.replace(UNSEEN, (unseen) =>
		hasColors && unseen.length > 1
			? unseen
			: unseen.replace(
					/[^\x20-\x7e]/g,
					(character) =>
						`\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
				),
	);
}

/** Returns `text`, cut to `length` characters if it is longer, and says how long it was. */
export function shortened(text: string, length: number): string {
	return text.length <= length
		? text
		: `${text.slice(0, length)}… (${text.length} characters)`;
}

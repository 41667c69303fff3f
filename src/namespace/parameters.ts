/**
 * Whether `given` may take more arguments than its `length` counts: by a default, a rest parameter or
 * `arguments`; or nobody can tell, as it is bound, a proxy, or not written in JavaScript. The source tells.
 * Where that is not certain, the answer is yes.
 */
export function mayTakeMore(given: object): boolean {
	let mayTake = known.get(given);
	if (mayTake === undefined) {
		mayTake = readMayTakeMore(Function.prototype.toString.call(given));
		known.set(given, mayTake);
	}
	return mayTake;
}

/** Whether nobody can read what parameters `given` has. */
export function isOpaque(given: object): boolean {
	return NATIVE.test(Function.prototype.toString.call(given));
}

const known = new WeakMap<object, boolean>();

const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;

/**
 * `arguments` as code has it: behind a sign or a keyword. In a comment or a message it stands behind
 * another word, or a quotation mark.
 */
const ARGUMENTS =
	/(?:\.\.\.|[()[\]{},;:=?!&|+]|\b(?:return|of|in|typeof|void|yield|await|new))\s*arguments\b/;

function readMayTakeMore(source: string): boolean {
	if (NATIVE.test(source)) {
		return true;
	}
	if (/^(?:async\s+)?[\w$]+\s*=>/.test(source)) {
		return false; // An arrow with one parameter, without parentheses.
	}
	const start = source.indexOf("(");
	const end = start === -1 ? undefined : endOfList(source, start);
	if (end === undefined) {
		return true;
	}
	const isArrow = /^\s*=>/.test(source.slice(end.index + 1));
	// In an arrow, `arguments` are those of the function around it.
	return end.hasMore || (!isArrow && ARGUMENTS.test(source));
}

/**
 * Returns where the list of parameters ends that begins with the parenthesis at `start`, and whether there
 * is a default or a rest parameter among them; `undefined` if it does not end.
 */
function endOfList(
	source: string,
	start: number,
): { readonly index: number; readonly hasMore: boolean } | undefined {
	let depth = 0;
	let hasMore = false;
	for (let index = start; index < source.length; index++) {
		const character = source[index] as string;
		if ("([{".includes(character)) {
			depth++;
		} else if (")]}".includes(character)) {
			depth--;
			if (depth === 0) {
				return { index, hasMore };
			}
		} else if (depth === 1 && (character === "=" || character === ".")) {
			hasMore = true;
		} else if (`"'\``.includes(character)) {
			index = source.indexOf(character, index + 1);
			if (index === -1) {
				return undefined;
			}
		}
	}
	return undefined;
}

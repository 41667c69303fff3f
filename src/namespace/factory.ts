/** The parameters of an arrow function, and its arrow. */
const ARROW = String.raw`(?:async\s*)?(?:\([^()]*\)|[\w$]+)\s*=>`;

/** An arrow function that is another, or nothing but the return of one: `(options) => (req, res) => …`. */
const CURRIED = new RegExp(String.raw`^${ARROW}\s*(?:\{\s*return\s+)?${ARROW}`);

/** A handler that is returned; a Router that is made, and a variable that is returned at the end. */
const RETURNED_HANDLER =
	/\breturn\s+(?:async\s*)?(?:function\b[^(]{0,80})?\(\s*_?req(?:uest)?\s*,/;
const MADE_ROUTER = /\bRouter\s*\(/;
const RETURNED_VARIABLE = /\breturn\s+[\w$]+\s*;?\s*\}$/;

/** How many characters at the end of a source are looked through for a `return`. */
const END = 200;

const known = new WeakMap<object, boolean>();

/**
 * Whether the function `found` makes a handler or a Router instead of being one, as far as its source tells: published
 * as a page, it would be called for each request, and answer none. The first time takes too long for a request.
 */
export function isFactory(found: { readonly length: number }): boolean {
	const isOne = known.get(found) ?? looksLikeFactory(found);
	known.set(found, isOne);
	return isOne;
}

function looksLikeFactory(found: { readonly length: number }): boolean {
	const source = Function.prototype.toString.call(found);
	if (CURRIED.test(source)) {
		return true;
	}
	// A handler that gets the response may return what it likes.
	return (
		found.length < 2 &&
		(RETURNED_HANDLER.test(source) ||
			(MADE_ROUTER.test(source) && RETURNED_VARIABLE.test(source.slice(-END))))
	);
}

import { shown } from "../error-text.js";
import { invalidArgument } from "../errors.js";
import { type Guess, guessFromUrl } from "../import/guesser.js";
import { printable, shortened } from "../printable.js";
import { suggestionFor } from "../suggestion.js";

/** The options of `publisher(root, options)`. */
export interface PublisherOptions {
	/** Whether what is not found goes to `next()`; if false, it is a 404 error. Default: true. */
	readonly fallthrough?: boolean | undefined;
	/** Whether a namespace without its final slash redirects; if false, its index answers. Default: true. */
	readonly redirect?: boolean | undefined;
	/** The guesser's rule for candidates. */
	readonly guess?: Guess | undefined;
	/** How long a request waits for an import, in milliseconds. Default: 30,000. */
	readonly importTimeout?: number | undefined;
	/**
	 * Whether what was imported is remembered; if false, importers are asked at each request, as
	 * tools that replace modules while the process runs need it. Default: true.
	 */
	readonly memoize?: boolean | undefined;
	/**
	 * Whether exported names are told apart by upper and lower case; Express does not, unless it is
	 * told to. If false, a name that is not found otherwise is found in any case. Default: true.
	 */
	readonly caseSensitive?: boolean | undefined;
}

/** The options, checked, none missing. */
export interface Options {
	readonly fallthrough: boolean;
	readonly redirect: boolean;
	readonly guess: Guess;
	readonly importTimeout: number;
	readonly memoize: boolean;
	readonly caseSensitive: boolean;
}

/** The longest time that Node's timers can wait, in milliseconds: they take anything longer for 1 ms. */
export const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** What a time limit must be, in words for a message. */
export const TIMEOUT_RANGE = `milliseconds, from 1 to ${LONGEST_TIMEOUT}`;

/** What each option must be: a test, and the words for the message of a `TypeError`. */
export type Rules<Name extends string> = Readonly<
	Record<Name, readonly [(value: unknown) => boolean, string]>
>;

const rules: Rules<keyof Options> = {
	fallthrough: [(value) => typeof value === "boolean", "true or false"],
	redirect: [(value) => typeof value === "boolean", "true or false"],
	guess: [
		(value) => typeof value === "function",
		"a function (name, from) => URLs",
	],
	importTimeout: [
		(value) =>
			typeof value === "number" && value >= 1 && value <= LONGEST_TIMEOUT,
		TIMEOUT_RANGE,
	],
	memoize: [(value) => typeof value === "boolean", "true or false"],
	caseSensitive: [(value) => typeof value === "boolean", "true or false"],
};

/**
 * Returns the options `given`, with the default for each that is left out or `undefined`. Throws a
 * `TypeError` that names the option, the value and the fix if one is unknown or of the wrong type.
 */
export function checkOptions(given: PublisherOptions | undefined): Options {
	if (given !== undefined) {
		const call = "publisher(root, options)";
		refuseUnless(rules, given, call, "fallthrough: false");
	}
	return {
		fallthrough: given?.fallthrough ?? true,
		redirect: given?.redirect ?? true,
		guess: given?.guess ?? guessFromUrl,
		importTimeout: given?.importTimeout ?? 30_000,
		memoize: given?.memoize ?? true,
		caseSensitive: given?.caseSensitive ?? true,
	};
}

/**
 * Throws a `TypeError` unless `given`, the options of `call`, follow `rules`; it names the option,
 * the value and the fix, or gives `example`.
 */
export function refuseUnless<Name extends string>(
	rules: Rules<Name>,
	given: object,
	call: string,
	example: string,
): void {
	if (typeof given !== "object" || given === null || Array.isArray(given)) {
		throw invalidArgument(
			`${call}: options is ${shown(given)}; give an object such as { ${example} }`,
		);
	}
	for (const [name, value] of Object.entries(given)) {
		if (!Object.hasOwn(rules, name)) {
			throw invalidArgument(
				`${call}: there is no option ${shortened(printable(name), 100)}; ${correction(rules, name)}`,
			);
		}
		const [isRight, expected] = rules[name as Name];
		if (value !== undefined && !isRight(value)) {
			throw invalidArgument(
				`${call}: ${name} is ${shown(value)}; it must be ${expected}`,
			);
		}
	}
}

function correction(rules: object, name: string): string {
	const options = Object.keys(rules);
	const written = name.toLowerCase();
	const near =
		suggestionFor(name, options) ??
		options.find((option) => {
			const known = option.toLowerCase();
			return known.includes(written) || written.includes(known);
		});
	return near === undefined
		? `the options are ${options.join(", ")}`
		: `did you mean ${near}?`;
}

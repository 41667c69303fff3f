import { inspect } from "node:util";
import { invalidArgument } from "./errors.js";
import { type Guess, guessFromUrl } from "./guesser.js";

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
}

/** The options, checked, none missing. */
export interface Options {
	readonly fallthrough: boolean;
	readonly redirect: boolean;
	readonly guess: Guess;
	readonly importTimeout: number;
	readonly memoize: boolean;
}

/** Node's timers count in 32 bits; a longer time would be over at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** What each option must be: a test, and the words for the message. */
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
		`milliseconds, from 1 to ${LONGEST_TIMEOUT}`,
	],
	memoize: [(value) => typeof value === "boolean", "true or false"],
};

/**
 * Gives the options `given`, with the default for each that is left out or `undefined`. Throws a
 * `TypeError` that names the option, the value and the fix if one is unknown or of the wrong type.
 */
export function checkOptions(given: PublisherOptions = {}): Options {
	refuseUnless(rules, given, "publisher(root, options)", "fallthrough: false");
	return {
		fallthrough: given.fallthrough ?? true,
		redirect: given.redirect ?? true,
		guess: given.guess ?? guessFromUrl,
		importTimeout: given.importTimeout ?? 30_000,
		memoize: given.memoize ?? true,
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
			`${call}: options is ${inspect(given)}; give an object such as { ${example} }`,
		);
	}
	for (const [name, value] of Object.entries(given)) {
		if (!Object.hasOwn(rules, name)) {
			throw invalidArgument(
				`${call}: there is no option ${name}; ${correction(rules, name)}`,
			);
		}
		const [isRight, expected] = rules[name as Name];
		if (value !== undefined && !isRight(value)) {
			throw invalidArgument(
				`${call}: ${name} is ${inspect(value)}; it must be ${expected}`,
			);
		}
	}
}

function correction(rules: object, name: string): string {
	const written = name.toLowerCase();
	const near = Object.keys(rules).find((option) => {
		const known = option.toLowerCase();
		return known.includes(written) || written.includes(known);
	});
	return near === undefined
		? `the options are ${Object.keys(rules).join(", ")}`
		: `did you mean ${near}?`;
}

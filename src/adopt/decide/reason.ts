import type { Place } from "../modules/modules.js";

/** Why a handler stays as it is. */
export interface Reason {
	readonly kind: keyof typeof REASONS;
	/** What the reason is about, if that is not the handler alone: a package's name, or what is called. */
	readonly what?: string;
	/** The places that tell. */
	readonly at?: readonly Place[];
}

/** What each reason says. */
export const REASONS = {
	inline: "an inline function",
	local: "defined in this file",
	parameter: "given by whoever calls the function around it",
	package: "from a package",
	alias:
		"from an alias that package.json or a compiler resolves, which is not followed",
	called: "what its module exports is called at start, to make it",
	call: "made by a call",
	computed: "its module is computed",
	missing: "its module cannot be found, or not be parsed",
	error:
		"an error handler, which Express tells by its four parameters; a publisher has three",
	every: "runs for every request, so the first one needs it anyway",
	before: "it only guards other handlers, and guards stay",
	elsewhere: "its module is used for something else",
	loaded: "its module is loaded at start anyway",
	effect: "its module does something when it is loaded, and when may count",
	unknown:
		"what it is cannot be read from its module; it might be an error handler",
	strange: "how it is written is not understood",
} as const;

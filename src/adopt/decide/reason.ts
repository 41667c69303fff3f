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
	parameter: "a parameter of the function around it",
	package: "from a package",
	alias: "from an alias, which only package.json or a compiler can resolve",
	called: "made at start, by calling what its module exports",
	call: "made by a call",
	computed: "its module is computed",
	missing: "its module cannot be found or parsed",
	error:
		"an error handler: Express knows it by its four parameters, and a publisher has three",
	every: "runs for every request, so the first one needs it anyway",
	before: "it only guards other handlers, and guards stay",
	elsewhere: "its module is used for something else",
	loaded: "its module is loaded at start anyway",
	effect:
		"its module does something when it is loaded, which may have to happen at start",
	unknown: "its module does not show what it is: it might be an error handler",
	strange: "adopt does not understand how it is written",
} as const;

import {
	functionValue,
	isHandler,
	objectValue,
	PUBLISHER,
	ROUTER,
	UNKNOWN,
	type Value,
} from "./value.js";

/** What functions of express that make middleware give. */
const MIDDLEWARE = objectValue(
	() => UNKNOWN,
	() => functionValue(3),
);
const MAKES_ROUTERS = objectValue(
	() => UNKNOWN,
	() => ROUTER,
);

/** Packages that give Routers as express itself does. */
const ROUTERS = /^(?:router|express-promise-router)$/;

/** Packages that wrap handlers, for what they reject with to reach the error handlers. */
const WRAPPERS = /async-?handler|async-?middleware|async-?wrap|wrap-async/;

/** Returns what the package `name` gives, as far as it is known here. */
export function packageValue(name: string): Value {
	if (name === "express") {
		return EXPRESS;
	}
	if (name === "express-publisher") {
		return PUBLISHERS;
	}
	if (ROUTERS.test(name)) {
		return withDefault(MAKES_ROUTERS);
	}
	return WRAPPERS.test(name) ? WRAPPER : UNKNOWN;
}

const EXPRESS = withDefault(
	objectValue(
		(name) =>
			name === "Router" || name === "application"
				? MAKES_ROUTERS
				: /^(?:static|json|urlencoded|text|raw)$/.test(name)
					? MIDDLEWARE
					: UNKNOWN,
		() => ROUTER,
	),
);

const MAKES_PUBLISHERS = objectValue(
	() => UNKNOWN,
	() => PUBLISHER,
);
const PUBLISHERS = withDefault(
	objectValue(
		(name) =>
			name === "publisher" || name === "mount" ? MAKES_PUBLISHERS : UNKNOWN,
		() => PUBLISHER,
	),
);

/** The function of such a package: of a handler, it makes a handler. */
const WRAPPER: Value = objectValue(
	() => WRAPPER,
	(args) => {
		const [given = UNKNOWN] = args;
		return isHandler(given) ? functionValue(3) : UNKNOWN;
	},
);

/** Returns a package that an ES module may import by its default export, too. */
function withDefault(given: Value): Value {
	return given.withMembers((name) => (name === "default" ? given : undefined));
}

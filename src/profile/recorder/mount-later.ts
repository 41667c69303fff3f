import { expressIn, handlerMethods, wrap } from "./express.js";
import { type Original, originalBehind } from "./stand-in.js";

type Handler = (
	req: object,
	res: object,
	next: (signal?: unknown) => void,
) => unknown;

/**
 * Has Express, if that is what was required by `name`, mount what is put off as a publisher does: by the first
 * request that comes to it. An app it would tell where it is mounted, and so touch it; and what waits at its top
 * level cannot be imported just when it is called.
 */
export function mountLater(name: string, exports: unknown): void {
	const express = expressIn(name, exports);
	if (express === undefined) {
		return;
	}
	const { application, router, route } = express;
	const later = (given: readonly unknown[]) => given.map(importedLater);
	wrap(application, "use", later);
	wrap(router, "use", later);
	for (const method of handlerMethods(route)) {
		wrap(route, method, later);
	}
}

/** Returns what Express is handed in the place of `given`. */
function importedLater(given: unknown): unknown {
	if (Array.isArray(given)) {
		return given.map(importedLater);
	}
	const original = originalBehind(given);
	const isHandler =
		original !== undefined &&
		typeof given === "function" &&
		// With four parameters, it would be for errors.
		given.length < 4;
	return isHandler ? handlerFor(original) : given;
}

function handlerFor(original: Original): Handler {
	return (req, res, next) => {
		const prototypes = [req, res].map(Object.getPrototypeOf);
		// An app makes them its own, until it passes the request on.
		const passOn = (signal?: unknown) => {
			for (const [index, each] of [req, res].entries()) {
				Object.setPrototypeOf(each, prototypes[index]);
			}
			next(signal);
		};
		return original
			.imported()
			.then((handler) => (handler as Handler)(req, res, passOn))
			.catch(next);
	};
}

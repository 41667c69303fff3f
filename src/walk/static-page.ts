import type { Place } from "../errors.js";
import type { Found } from "../site/memo.js";
import { warnOfPage } from "../warnings.js";

/** The pages that were warned of. */
const warned = new WeakSet<object>();

/**
 * Emits a process warning, once for each, if `found`, behind which a walk looks for the component at
 * `place` in vain, is a page made by `express.static(...)`: it has files there, but only as a mount.
 */
export function warnOfStatic({ kind, value }: Found, place: Place): void {
	if (kind !== "page" && kind !== "handlers") {
		return;
	}
	const values: readonly unknown[] = [value];
	const handlers = values.flat(Number.POSITIVE_INFINITY) as (() => void)[];
	for (const handler of handlers) {
		if (handler.name === "serveStatic" && !warned.has(handler)) {
			warned.add(handler);
			warnOfPage(place, handler.name, {
				what: "middleware for the paths behind it, which it does not get as a page",
				remedy: 'Wrap it in mount(...): mount(express.static("public"))',
			});
		}
	}
}

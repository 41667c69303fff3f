/** What is asked of the memo of a container. */
interface Bounded<Entry> {
	readonly isModule: boolean;
	importBound: ImportBound<Entry> | undefined;
	isMadeAnew: boolean;
}

/** The imports that are kept below one container, as far as requests choose how many there are. */
export interface ImportBound<Entry> {
	/** Takes note that an import for `entry` has ended; returns the oldest one, to be let go, if there are too many. */
	ended(entry: Entry): Entry | undefined;
}

/** The most imports that are kept: more than a site has, and for one without end it takes some 20 MB. */
const MOST = 10_000;

/**
 * Has the imports in `to`, which an import in `from` made, or which is a value of what one made, count among those
 * that are bounded.
 *
 * A container has as many names as its export list. But an importer can make a namespace anew at each
 * call, one that exports itself, say: then there are as many as the paths of requests have components.
 * They are bounded by number, as with two names a bound on depth would still allow two to the power of it. What
 * was let go is imported again when a request comes for it. There are no more modules than there are
 * files, and Node keeps those anyway.
 */
export function inheritBound<Entry>(
	from: Bounded<Entry>,
	to: Bounded<Entry>,
): void {
	from.importBound ??= createImportBound();
	if (!to.isModule && to.importBound === undefined) {
		to.importBound = from.importBound;
		to.isMadeAnew = true;
	}
}

function createImportBound<Entry>(): ImportBound<Entry> {
	// In the order of their first end: one that ends again keeps its place, so that a name which fails with
	// each request does not push out the others.
	const entries = new Set<Entry>();
	return {
		ended(entry) {
			entries.add(entry);
			const [oldest] = entries.size > MOST ? entries : [];
			if (oldest !== undefined) {
				entries.delete(oldest);
			}
			return oldest;
		},
	};
}

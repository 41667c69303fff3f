/** What is let go of an entry. */
interface Kept {
	imported: unknown;
	record: unknown;
}

/** What is asked of the memo of a container. */
interface Bounded {
	readonly isModule: boolean;
	importBound: ImportBound | undefined;
	isMadeAnew: boolean;
}

/** The imports that are kept below one container, as far as requests choose how many there are. */
export interface ImportBound {
	/** Takes note that an import for `entry` has ended, and lets go of the oldest one if there are too many. */
	ended(entry: Kept): void;
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
export function inheritBound(from: Bounded, to: Bounded): void {
	from.importBound ??= createImportBound();
	if (!to.isModule && to.importBound === undefined) {
		to.importBound = from.importBound;
		to.isMadeAnew = true;
	}
}

function createImportBound(): ImportBound {
	// In the order of their first end: one that ends again keeps its place, so that a name which fails with
	// each request does not push out the others.
	const entries = new Set<Kept>();
	return {
		ended(entry) {
			entries.add(entry);
			if (entries.size <= MOST) {
				return;
			}
			for (const oldest of entries) {
				entries.delete(oldest);
				oldest.imported = undefined;
				oldest.record = undefined;
				break;
			}
		},
	};
}

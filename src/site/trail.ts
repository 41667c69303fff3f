import { componentEnd, copied, isPlainPath } from "../path.js";
import type { Entry, Memo } from "./memo.js";

/**
 * What walks along one path come through, from one component on, if each is what its container exports, spelt as it is,
 * or an index. A walk on a trail neither cuts the path into components nor looks for them among the container's names;
 * all else it does as any walk does.
 */
export interface Trail {
	/** Those of the container in which the component was found: while it has these, the trail is up to date. */
	readonly entries: Memo["entries"];
	readonly component: string;
	/** The index in the path where the component ends. */
	readonly end: number;
	readonly entry: Entry;
	/** The trail from the next component on; `undefined` behind the last one. */
	readonly rest: Trail | undefined;
}

/**
 * The trails of one publisher, by path, as it walks it: relative to its mount, without host and query. All are let go of
 * when one may lead through a namespace that is not there any more, for they would keep it in memory.
 */
export type Trails = Map<string, Trail>;

/** The most trails that are kept: they take some 10 MB, if names are of ordinary length. */
const MOST = 10_000;

/** The most components that a trail has: a namespace that exports itself has paths of any length. */
const MOST_COMPONENTS = 8;

/** Remembers the trail along `path` from the container that `root` is of, if there is one. */
export function rememberTrail(
	trails: Trails,
	root: Memo | undefined,
	path: string,
): void {
	if (!isPlainPath(path)) {
		return; // Along a trail, the URL of a request is walked as it is: only if Express, too, takes it as it is.
	}
	const kept = copied(path);
	const trail = trailFrom(root, kept, 0, MOST_COMPONENTS);
	if (trail !== undefined) {
		if (trails.size >= MOST) {
			trails.clear(); // Those in use come again, each with its next request.
		}
		trails.set(kept, trail);
	}
}

/** Returns the trail through `memo` and on, from the component behind `slash`. */
function trailFrom(
	memo: Memo | undefined,
	path: string,
	slash: number,
	most: number,
): Trail | undefined {
	if (memo === undefined || most === 0) {
		return undefined;
	}
	const { entries } = memo;
	const end = componentEnd(path, slash);
	const component = path.slice(slash + 1, end);
	const entry = entries.get(component);
	if (entry === undefined) {
		return undefined;
	}
	if (end === path.length) {
		return { entries, component, end, entry, rest: undefined };
	}
	const rest = trailFrom(entry.memo, path, end, most - 1);
	return rest && { entries, component, end, entry, rest };
}

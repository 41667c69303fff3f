import { componentEnd, copied, isPlainPath } from "../path.js";
import type { Entry, Memo } from "./memo.js";

/**
 * What walks along one path come through, from one component on, where each is an exported name or an index. A walk
 * on a trail looks a component up by neither slicing the path nor searching the container's names; all else it does as
 * any walk does.
 */
export interface Trail {
	/** The entries of the container in which the component was found. Once its export list is read anew, it has others. */
	readonly entries: Memo["entries"];
	readonly component: string;
	/** The index in the path where the component ends. */
	readonly end: number;
	readonly entry: Entry;
	/** The trail from the next component on; `undefined` behind the last one. */
	readonly rest: Trail | undefined;
}

/**
 * The trails of one publisher, by path: as it is in the request, without query. Only paths of exported names enter.
 * What the application has replaced is kept by them until the path is requested again.
 */
export type Trails = Map<string, Trail>;

/**
 * The most trails that are kept, and the most components of one: what exports itself has paths without end. They take
 * at most 10 MB.
 */
const MOST = 10_000;
const MOST_COMPONENTS = 8;

/** Remembers the trail along `path` from the container that `root` is of, if each component is what its container exports, spelt as it is. */
export function rememberTrail(
	trails: Trails,
	root: Memo | undefined,
	path: string,
): void {
	if (!isPlainPath(path)) {
		return;
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

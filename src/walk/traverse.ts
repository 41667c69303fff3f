import { malformedPath } from "../errors.js";
import type { PendingImport } from "../import/pending-import.js";
import { errorOf } from "../namespace/fault.js";
import { isPromise, toPromise } from "../namespace/promise.js";
import { componentEnd, decodeSegment } from "../path.js";
import { inheritBound } from "../site/import-bound.js";
import {
	copyOf,
	type Found,
	type Importing,
	isNothing,
	lookAt,
	type Memo,
} from "../site/memo.js";
import { rememberTrail } from "../site/trail.js";
import { admit } from "./access.js";
import { endOfHook, throwUnlessAnswered } from "./answer.js";
import {
	type Finding,
	findRoot,
	findThere,
	isPromised,
	lookUpOrImport,
} from "./find.js";
import { warnOfStatic } from "./static-page.js";
import {
	type Arrival,
	hasArrived,
	isOver,
	type Nowhere,
	type Walk,
} from "./walk.js";

/**
 * Walks from the root as far as the path leads. Returns how that ended, at once if nothing on the
 * way has to be awaited, as with a memoized path and hooks that are not async. Throws or rejects
 * with the error of a hook, or a `PublisherError`.
 */
export function traverse(
	walk: Walk,
	hasWaited = false,
): Arrival | Promise<Arrival> {
	const root = findRoot(walk, hasWaited);
	if (root.kind !== "namespace") {
		return endAtRoot(walk, root);
	}
	walk.site.rootEntry.requests++;
	if (!walk.isMatched) {
		return "passed on";
	}
	walk.memo = root.memo;
	return walkOn(walk);
}

/** Says how a walk ends whose root is no namespace: there is nothing to walk, the publisher stands in the place of that very thing. */
function endAtRoot(
	walk: Walk,
	root: Found | Importing,
): Arrival | Promise<Arrival> {
	if (root.kind === "importing") {
		return whenImported(walk, root.value, (walk) => traverse(walk, true));
	}
	if (root.kind === "unpublishable") {
		throw errorOf(root.value, walk);
	}
	walk.site.rootEntry.requests++;
	return root;
}

/** Where a walk goes on that has waited: inside the container that it has come to, or with what it has found there. */
interface Resumed {
	readonly hasWaitedForImport?: boolean;
	readonly found?: Found;
}

/**
 * Walks on through the container that `walk` has come to, and those below it. In one piece, as what is called for
 * each component costs as much as what it does; what most walks do not need is in functions of its own.
 */
function walkOn(walk: Walk, resumed?: Resumed): Arrival | Promise<Arrival> {
	let isInside = resumed !== undefined;
	let trail = isInside ? undefined : walk.trail;
	let isOnTrail = false;
	let hasWaited = resumed?.hasWaitedForImport === true;
	let found: Finding = resumed?.found;
	for (;;) {
		const { memo } = walk;
		// 1. The container lets the walk in, or throws: its export list, then its access hook.
		if (!isInside) {
			if (!memo.isRead) {
				memo.read(walk);
			}
			const { _q_exception_handler, _q_access } = memo.hooks;
			if (_q_exception_handler !== undefined) {
				walk.exceptionHandlers ??= [];
				walk.exceptionHandlers.push(memo.container);
			}
			isOnTrail = trail?.entries === memo.entries;
			if (trail !== undefined && isOnTrail) {
				walk.slash = walk.end;
				walk.end = trail.end;
				walk.component = trail.component;
				walk.entry = trail.entry;
				trail = trail.rest;
			} else {
				trail = undefined;
				takeComponent(walk);
			}
			if (_q_access !== undefined) {
				const refusal = admit(walk, _q_access);
				if (refusal !== undefined) {
					return isPromise(refusal) ? whenAdmitted(walk, refusal) : refusal;
				}
			}
		}
		const { entry, end, path } = walk;
		if (found === undefined) {
			// 2. A resource answers at its own path, with or without the final slash.
			if (walk.slash >= path.length - 1 && memo.isResource) {
				return reachContainer(walk);
			}
			// 3. The component is there, or has to be looked up or imported.
			found = findThere(walk, hasWaited);
			if (found === undefined) {
				const elsewhere = findElsewhere(walk);
				if (typeof elsewhere === "string" || isPromise(elsewhere)) {
					return elsewhere;
				}
				found = elsewhere;
			}
		}
		if (found.kind === "importing") {
			return whenImported(walk, found.value, lookAgain);
		}
		if (found.kind === "promise") {
			return whenSettled(walk, found.value);
		}
		// 4. What was found ends the walk, or is the next container.
		if (found.kind === "unpublishable") {
			throw errorOf(found.value, walk);
		}
		if (entry !== undefined) {
			entry.requests++;
		}
		// Most requests need no template: each component is exported, spelt as it is, and in the path, as an index is not
		// that answers without its slash.
		if (
			entry === undefined ||
			walk.template !== undefined ||
			walk.slash === path.length
		) {
			extendTemplate(walk);
		}
		const isLast = end === path.length;
		// A walk that has waited on its way leaves no trail, so that first responses do not come later by it.
		if (
			isLast &&
			!isOnTrail &&
			walk.template === undefined &&
			resumed === undefined
		) {
			const { trails, rootEntry } = walk.site;
			rememberTrail(trails, rootEntry.memo, path);
		}
		if (
			found.kind !== "namespace" ||
			(isLast && !mayAnswerHere(walk, found.memo))
		) {
			// `//admin` would lead a mount that is an index to `/admin`, past a guard that is there.
			return isLast || (found.kind === "mount" && walk.component !== "")
				? found
				: goBeyond(walk, found);
		}
		walk.memo = found.memo;
		found = undefined;
		isInside = false;
		hasWaited = false;
	}
}

/** Looks again for a component that has been imported. */
function lookAgain(walk: Walk): Arrival | Promise<Arrival> {
	return walkOn(walk, { hasWaitedForImport: true });
}

/** Takes the next segment of the path, and returns it. */
export function takeSegment(
	walk: Pick<Walk, "path" | "slash" | "end">,
): string {
	walk.slash = walk.end;
	walk.end = componentEnd(walk.path, walk.slash);
	return walk.path.slice(walk.slash + 1, walk.end);
}

/** Takes the next component, and the container's entry for it. */
function takeComponent(walk: Walk): void {
	const segment = takeSegment(walk);
	walk.component = segment;
	walk.entry = walk.memo.entries.get(segment);
	if (walk.entry === undefined || walk.template !== undefined) {
		takeSpelt(walk, segment);
	}
}

/** Takes the component that `segment` spells, perhaps with escapes, and perhaps for the first time. */
function takeSpelt(walk: Walk, segment: string): void {
	const { memo, site } = walk;
	const component = decodeSegment(segment);
	if (component === undefined) {
		throw malformedPath(walk);
	}
	walk.component = component;
	walk.entry = memo.entryOf(component, segment);
	if (walk.entry === undefined && !site.options.caseSensitive) {
		takeIgnoringCase(walk, segment);
	}
}

/** Takes the exported name that `segment` spells if case does not matter, if there is one. */
function takeIgnoringCase(walk: Walk, segment: string): void {
	const { memo, path, slash } = walk;
	const name = memo.nameIgnoringCase(segment);
	if (name !== undefined) {
		walk.component = name;
		walk.entry = memo.entryOf(name);
		walk.template ??= path.slice(0, slash);
	}
}

function reachContainer(walk: Walk): Arrival {
	const { container: value } = walk.memo;
	walk.end = walk.slash;
	return { kind: "resource", value, memo: undefined };
}

/** Looks up or imports the component. Returns what was found, or how the walk ends. */
function findElsewhere(
	walk: Walk,
): Found | Importing | Nowhere | Promise<Nowhere> {
	const finding = lookUpOrImport(walk);
	const end = finding?.kind === "promise" ? undefined : endOfHook(walk);
	return end ?? finding ?? "not found";
}

/** Says how a walk ends that has found no container, and has still some path before it. */
function goBeyond(walk: Walk, found: Found): Arrival {
	if (found.kind !== "mount") {
		warnOfStatic(found, walk);
		walk.component = takeSegment(walk); // The error names what is behind the page, which is not found, and not the page.
	}
	return "not found";
}

/** Walks on from `value`, which a promise gave: nothing means not found, but a container that exports the component promised it. */
function walkOnFrom(walk: Walk, value: unknown): Arrival | Promise<Arrival> {
	const found = lookAt(walk.site.memos, value);
	if (isNothing(found) && !isPromised(walk)) {
		return "not found";
	}
	if (walk.memo.isMadeAnew && found.kind === "namespace") {
		inheritBound(walk.memo, found.memo);
	}
	return walkOn(walk, { found });
}

function whenAdmitted(
	walk: Walk,
	refusal: Promise<Nowhere | undefined>,
): Promise<Arrival> {
	// Asked again after the wait: a guard may call `next()`, and answer all the same.
	return refusal.then(
		(end) => end ?? (isOver(walk) ? "stopped" : kept(walkOn(walk, {}))),
	);
}

function whenSettled(walk: Walk, promise: unknown): Promise<Arrival> {
	return toPromise(promise).then(
		(value) => endOfHook(walk) ?? kept(walkOnFrom(walk, value)),
		(error: unknown) => {
			throwUnlessAnswered(walk, error);
			return endOfHook(walk) ?? "stopped";
		},
	);
}

function whenImported(
	walk: Walk,
	pending: PendingImport,
	lookAgain: (walk: Walk) => Arrival | Promise<Arrival>,
): Promise<Arrival> {
	const { importTimeout } = walk.site.options;
	const whenLeft = (leave: () => void) => watchLeaving(walk, leave);
	return pending.settled(importTimeout, walk, whenLeft).then(
		() => {
			if (isOver(walk)) {
				return "stopped";
			}
			return kept(lookAgain(walk));
		},
		(error: unknown) => {
			if (isOver(walk)) {
				return "stopped";
			}
			throw error;
		},
	);
}

/** Returns what a walk that has waited arrives at, as it is now: until the next promise's turn, its entry may have become another. */
function kept(end: Arrival | Promise<Arrival>): Arrival | Promise<Arrival> {
	return hasArrived(end) && typeof end === "object" ? copyOf(end) : end;
}

/** Has `leave` called when the client of `walk` has left. Returns the function that ends this. */
function watchLeaving(walk: Walk, leave: () => void): () => void {
	const { req, res } = walk;
	const leaveIfOver = () => {
		if (isOver(walk)) {
			leave();
		}
	};
	// Of a response that waits for an earlier one on its connection, only the request tells.
	req.on("close", leaveIfOver);
	res.on("close", leaveIfOver);
	return () => {
		req.off("close", leaveIfOver);
		res.off("close", leaveIfOver);
	};
}

/** Whether the namespace at the end of the path is walked into as if its final slash were there. */
function mayAnswerHere({ component, site }: Walk, memo: Memo): boolean {
	return memo.isResource || (component !== "" && !site.options.redirect);
}

/** Adds the component to the template. */
function extendTemplate(walk: Walk): void {
	const { component, entry, path, slash } = walk;
	walk.template ??= path.slice(0, slash);
	walk.template += `/${entry === undefined ? ":component" : component}`;
}

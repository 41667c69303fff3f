import { malformedPath } from "../errors.js";
import type { PendingImport } from "../import/pending-import.js";
import { errorOf } from "../namespace/fault.js";
import { isPromise, toPromise } from "../namespace/promise.js";
import { componentEnd, decodeSegment } from "../path.js";
import { inheritBound } from "../site/import-bound.js";
import { type Found, isNothing, lookAt, type Memo } from "../site/memo.js";
import { admit } from "./access.js";
import { endOfHook, throwUnlessAnswered } from "./answer.js";
import { findRoot, findThere, isPromised, lookUpOrImport } from "./find.js";
import { warnOfStatic } from "./static-page.js";
import { type Arrival, isOver, type Walk } from "./walk.js";

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
	if (root.kind === "importing") {
		return whenImported(walk, root, traverse);
	}
	if (root.kind === "unpublishable") {
		throw errorOf(root.value, walk);
	}
	walk.site.rootEntry.requests++;
	if (root.kind !== "namespace") {
		walk.found = root; // The publisher stands in its place: there is nothing to walk.
		return "reached";
	}
	if (!walk.isMatched) {
		return "passed on";
	}
	walk.memo = root;
	return walkOn(walk);
}

// What most walks do not need is in functions of its own, so that the compiler makes one piece of the rest.

/** Walks on through the container that `walk` has come to, and those below it. */
function walkOn(walk: Walk): Arrival | Promise<Arrival> {
	for (;;) {
		// 1. The container lets the walk in, or throws: its export list, then its access hook.
		enter(walk);
		const refusal = admit(walk);
		if (refusal !== undefined) {
			return isPromise(refusal) ? whenAdmitted(walk, refusal) : refusal;
		}
		const end = find(walk, false);
		if (end !== undefined) {
			return end;
		}
	}
}

/** Walks on from inside the container, which has let the walk in. */
function walkOnInside(
	walk: Walk,
	hasWaited = false,
): Arrival | Promise<Arrival> {
	return find(walk, hasWaited) ?? walkOn(walk);
}

/** Goes into the container, if it has a valid export list, and takes the next component of the path. */
function enter(walk: Walk): void {
	const { memo } = walk;
	if (!memo.isRead) {
		memo.read(walk);
	}
	if (memo.hooks._q_exception_handler !== undefined) {
		walk.exceptionHandlers = [
			...(walk.exceptionHandlers ?? []),
			memo.container,
		];
	}
	const segment = takeComponent(walk);
	if (segment === undefined) {
		throw malformedPath(walk);
	}
	walk.entry = memo.entryOf(walk.component, segment);
	if (walk.entry === undefined && !walk.site.options.caseSensitive) {
		takeIgnoringCase(walk, segment);
	}
}

/** Takes the next component of the path; returns the segment that spells it, `undefined` if that cannot be decoded. */
export function takeComponent(
	walk: Pick<Walk, "path" | "slash" | "end" | "component">,
): string | undefined {
	walk.slash = walk.end;
	walk.end = componentEnd(walk.path, walk.slash);
	const segment = walk.path.slice(walk.slash + 1, walk.end);
	const component = decodeSegment(segment);
	walk.component = component ?? segment;
	return component === undefined ? undefined : segment;
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

/**
 * Finds the component in the container, which has let the walk in. Returns how the walk ends,
 * `undefined` if it goes on in the next container.
 */
function find(
	walk: Walk,
	hasWaited: boolean,
): Arrival | Promise<Arrival> | undefined {
	// 2. A resource answers at its own path, with or without the final slash.
	if (isAtOwnPath(walk) && walk.memo.isResource) {
		return reachContainer(walk);
	}
	// 3. The component is there, or has to be looked up or imported.
	const there = findThere(walk, hasWaited);
	return there === undefined ? findElsewhere(walk) : follow(walk, there);
}

function reachContainer(walk: Walk): Arrival {
	walk.found = { kind: "resource", value: walk.memo.container };
	walk.end = walk.slash;
	return "reached";
}

function findElsewhere(walk: Walk): Arrival | Promise<Arrival> | undefined {
	const finding = lookUpOrImport(walk);
	const end = finding?.kind === "promise" ? undefined : endOfHook(walk);
	if (end !== undefined) {
		return end;
	}
	return finding === undefined ? "not found" : follow(walk, finding);
}

/** Follows what was found for the component: returns how the walk ends there, `undefined` if it goes on. */
function follow(
	walk: Walk,
	found: Found | PendingImport,
): Arrival | Promise<Arrival> | undefined {
	if (found.kind === "importing") {
		return whenImported(walk, found, walkOnInside);
	}
	if (found.kind === "promise") {
		return whenSettled(walk, found.value);
	}
	// 4. What was found ends the walk, or is the next container.
	if (found.kind === "unpublishable") {
		throw errorOf(found.value, walk);
	}
	walk.found = found;
	if (walk.entry !== undefined) {
		walk.entry.requests++;
	}
	if (!isOwnTemplate(walk)) {
		extendTemplate(walk);
	}
	const isLast = walk.end === walk.path.length;
	if (found.kind === "namespace" && (!isLast || mayAnswerHere(walk, found))) {
		walk.memo = found;
		return undefined;
	}
	// `//admin` would lead a mount that is an index to `/admin`, past a guard that is there.
	if (isLast || (found.kind === "mount" && walk.component !== "")) {
		return "reached";
	}
	return goBeyond(walk, found);
}

/** Says how a walk ends that has found no container, and has still some path before it. */
function goBeyond(walk: Walk, found: Found): Arrival {
	if (found.kind !== "mount") {
		warnOfStatic(found, walk);
		takeComponent(walk); // The error names what is behind the page, which is not found, and not the page.
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
		inheritBound(walk.memo, found);
	}
	return follow(walk, found) ?? walkOn(walk);
}

function whenAdmitted(
	walk: Walk,
	refusal: Promise<Arrival | undefined>,
): Promise<Arrival> {
	// Asked again after the wait: a guard may call `next()`, and answer all the same.
	return refusal.then(
		(end) => end ?? (isOver(walk) ? "stopped" : walkOnInside(walk)),
	);
}

function whenSettled(walk: Walk, promise: unknown): Promise<Arrival> {
	return toPromise(promise).then(
		(value) => endOfHook(walk) ?? walkOnFrom(walk, value),
		(error: unknown) => {
			throwUnlessAnswered(walk, error);
			return endOfHook(walk) ?? "stopped";
		},
	);
}

function whenImported(
	walk: Walk,
	pending: PendingImport,
	lookAgain: (walk: Walk, hasWaited: boolean) => Arrival | Promise<Arrival>,
): Promise<Arrival> {
	const { importTimeout } = walk.site.options;
	const whenLeft = (leave: () => void) => watchLeaving(walk, leave);
	return pending.settled(importTimeout, walk, whenLeft).then(
		() => {
			if (isOver(walk)) {
				return "stopped";
			}
			return lookAgain(walk, true);
		},
		(error: unknown) => {
			if (isOver(walk)) {
				return "stopped";
			}
			throw error;
		},
	);
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

/** Whether nothing is left of the path behind the container but, at most, its final slash. */
function isAtOwnPath({ slash, path }: Walk): boolean {
	return slash >= path.length - 1;
}

/** Whether the path is its own template so far, as each component is exported and spelt as it is; so most requests need none. */
function isOwnTemplate({
	template,
	component,
	entry,
	slash,
	end,
}: Walk): boolean {
	return (
		template === undefined &&
		entry !== undefined &&
		component.length === end - slash - 1 // Decoding makes a segment shorter.
	);
}

/** Adds the component to the template. */
function extendTemplate(walk: Walk): void {
	const { component, entry, path, slash } = walk;
	walk.template ??= path.slice(0, slash);
	walk.template += `/${entry === undefined ? ":component" : component}`;
}

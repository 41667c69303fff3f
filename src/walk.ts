import type { Request, Response } from "express";
import { malformedPath, unpublishable } from "./errors.js";
import { ask, findRoot, findThere, isPromised, type Step } from "./find.js";
import type { Importing } from "./importing.js";
import { faultOf } from "./kind.js";
import { type Found, lookAt, Memo } from "./memo.js";
import type { Hooks } from "./namespace.js";
import type { Visit } from "./page.js";
import { componentEnd, decodeSegment } from "./path.js";
import { isPromise, toPromise } from "./promise.js";
import type { Site } from "./site.js";

/** A walk: the request and its path, how far along it the walk has come, and what it found there. */
export interface Walk extends Step, Visit {
	slash: Step["slash"];
	/** The index in `path` where the component ends. */
	end: number;
	component: Step["component"];
	entry: Step["entry"];
	container: Step["container"];
	memo: Step["memo"];
	/** Whether the container has let the walk in. */
	isInside: boolean;
	/** The namespaces walked into that want to hear of errors, outermost first. */
	exceptionHandlers: Hooks[] | undefined;
	/** What was found last. */
	found: Found;
	/** The path as walked, as far as it is not the request's own: see `templateOf`. */
	template: string | undefined;
	hasWaited: boolean;
	/** Whether the headers were out before the walk: if so, they do not tell that a hook has answered. */
	readonly wereHeadersSent: boolean;
}

/** How a walk ends: at `found`, at nothing, or because there is no response left to give. */
export type Arrival = "reached" | "not found" | "stopped";

/** Gives a walk along `path`, the undecoded path of `req`, that has not yet begun. */
export function createWalk(
	site: Site,
	path: string,
	req: Request,
	res: Response,
): Walk {
	return {
		site,
		req,
		res,
		baseUrl: req.baseUrl,
		path,
		slash: -1,
		end: 0,
		component: "",
		entry: undefined,
		container: nowhere.container,
		memo: nowhere,
		isInside: false,
		exceptionHandlers: undefined,
		found: nothing,
		template: undefined,
		hasWaited: false,
		imports: undefined,
		wereHeadersSent: res.headersSent,
	};
}

/** Where a walk stands, and what it has found, before it has the root. */
const nowhere = new Memo({ _q_exports: [] });
const nothing: Found = {
	value: undefined,
	kind: "unpublishable",
	memo: undefined,
};

/**
 * Walks from the root as far as the path leads, and gives how that ended: at once if nothing on
 * the way has to be awaited, as with a memoized path and hooks that are not async. Throws or
 * rejects with the error of a hook, or a `PublisherError`.
 */
export function walkPath(walk: Walk): Arrival | Promise<Arrival> {
	const root = findRoot(walk);
	if (root.kind === "importing") {
		return whenImported(walk, root, walkPath);
	}
	if (root.memo === undefined) {
		const { what } = faultOf(root.value);
		throw unpublishable(walk, what, "The root has to be a namespace");
	}
	walk.site.rootEntry.requests++;
	moveTo(walk, root.memo);
	return walkOn(walk);
}

/** Walks on from where `walk` stands; begins again there after whatever it has to await. */
function walkOn(walk: Walk): Arrival | Promise<Arrival> {
	for (;;) {
		// 1. The container lets the walk in, or throws: its export list, then its access hook.
		if (!walk.isInside) {
			enter(walk);
			const { container, memo, req, res } = walk;
			const { _q_access } = memo.hooks;
			if (_q_access !== undefined) {
				const admission: unknown = _q_access.call(container, req, res);
				if (isPromise(admission)) {
					return whenSettled(walk, admission, walkOn);
				}
				if (isOver(walk)) {
					return "stopped";
				}
			}
		}
		// 2. A resource answers at its own path, with or without the final slash.
		if (isAtOwnPath(walk) && walk.memo.isResource) {
			walk.found = { ...nothing, value: walk.container, kind: "resource" };
			walk.end = walk.slash;
			return "reached";
		}
		// 3. The component is there, or has to be asked for.
		let finding = findThere(walk);
		if (finding === undefined) {
			finding = ask(walk);
			if (isOver(walk)) {
				return "stopped";
			}
		}
		if (finding?.kind === "importing") {
			return whenImported(walk, finding, walkOn);
		}
		if (finding?.kind === "promise") {
			return whenSettled(walk, finding.value, walkOnFrom);
		}
		// 4. What was found ends the walk, or is the next container.
		const arrival = arrive(walk, finding);
		if (arrival !== undefined) {
			return arrival;
		}
	}
}

function moveTo(walk: Walk, memo: Memo): void {
	walk.container = memo.container;
	walk.memo = memo;
	walk.isInside = false;
}

/** Goes into the container, if it has a valid export list, and takes the next component of the path. */
function enter(walk: Walk): void {
	const { memo } = walk;
	if (!memo.isRead) {
		memo.read(walk);
	}
	walk.isInside = true;
	walk.hasWaited = false;
	if (memo.hooks._q_exception_handler !== undefined) {
		walk.exceptionHandlers ??= [];
		walk.exceptionHandlers.push(memo.container);
	}
	if (!takeComponent(walk)) {
		throw malformedPath(walk);
	}
	walk.entry = memo.entryOf(walk.component);
}

/** Takes the next component of the path; tells whether it could be decoded. */
function takeComponent(walk: Walk): boolean {
	walk.slash = walk.end;
	walk.end = componentEnd(walk.path, walk.slash);
	const segment = walk.path.slice(walk.slash + 1, walk.end);
	const component = decodeSegment(segment);
	walk.component = component ?? segment;
	return component !== undefined;
}

/** Steps onto what was found for the component: gives how the walk ends there, `undefined` if it goes on. */
function arrive(walk: Walk, found: Found | undefined): Arrival | undefined {
	if (found === undefined) {
		return "not found";
	}
	if (found.kind === "unpublishable") {
		const { what, remedy } = faultOf(found.value);
		throw unpublishable(walk, what, remedy);
	}
	walk.found = found;
	if (walk.entry !== undefined) {
		walk.entry.requests++;
	}
	extendTemplate(walk);

	const isLast = walk.end === walk.path.length;
	if (found.kind === "mount" || (isLast && !mayAnswerHere(walk))) {
		return "reached";
	}
	if (found.memo !== undefined) {
		moveTo(walk, found.memo);
		return undefined;
	}
	takeComponent(walk); // It is what is behind a page that is not found, not the page.
	return "not found";
}

/** Walks on from `value`, which a promise gave: nothing is not found, unless the component was promised. */
function walkOnFrom(walk: Walk, value: unknown): Arrival | Promise<Arrival> {
	const isNothing = value === undefined || value === null;
	const found =
		isNothing && !isPromised(walk) ? undefined : lookAt(walk.site.memos, value);
	return arrive(walk, found) ?? walkOn(walk);
}

// The two that wait are apart from the walk, for a function that makes closures is slower even
// when it makes none.

function whenSettled(
	walk: Walk,
	promise: unknown,
	goOn: (walk: Walk, value: unknown) => Arrival | Promise<Arrival>,
): Promise<Arrival> {
	return toPromise(promise).then((value) =>
		isOver(walk) ? "stopped" : goOn(walk, value),
	);
}

function whenImported(
	walk: Walk,
	importing: Importing,
	lookAgain: (walk: Walk) => Arrival | Promise<Arrival>,
): Promise<Arrival> {
	const { importTimeout } = walk.site.options;
	return importing.settled(importTimeout, walk).then(
		() => {
			if (isOver(walk)) {
				return "stopped";
			}
			walk.hasWaited = true;
			return lookAgain(walk);
		},
		(error: unknown) => {
			if (isOver(walk)) {
				return "stopped";
			}
			throw error;
		},
	);
}

/** Tells whether the namespace at the end of the path is walked into as if its final slash were there. */
function mayAnswerHere({ found, component, site }: Walk): boolean {
	return (
		found.memo !== undefined &&
		(found.memo.isResource || (component !== "" && !site.options.redirect))
	);
}

/** Tells whether nothing is left of the path behind the container but, at most, its final slash. */
function isAtOwnPath({ slash, path }: Walk): boolean {
	return slash >= path.length - 1;
}

/**
 * Adds the component to the template; a path without anything looked up or escaped is its own
 * template, which spares most requests from making one.
 */
function extendTemplate(walk: Walk): void {
	const { component, entry, path, slash, end } = walk;
	const isLookedUp = entry === undefined;
	if (
		walk.template !== undefined ||
		isLookedUp ||
		component.length !== end - slash - 1
	) {
		walk.template ??= path.slice(0, slash);
		walk.template += `/${isLookedUp ? ":component" : component}`;
	}
}

/** Gives the path as walked, with `:component` for each looked-up component. */
export function templateOf({ template, path, end }: Walk): string {
	return (template ?? path.slice(0, end)) || "/";
}

/** Tells whether a hook has answered the request, or the client has left: then nothing more is called. */
export function isOver({ req, res, wereHeadersSent }: Walk): boolean {
	return (
		res.writableEnded ||
		res.destroyed ||
		// A response that waits for an earlier one on its socket does not hear of the socket's end.
		req.socket?.destroyed ||
		(res.headersSent && !wereHeadersSent)
	);
}

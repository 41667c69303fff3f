import type { Request, Response } from "express";
import {
	importFailed,
	importTimedOut,
	malformedPath,
	NamespaceFault,
	unpublishable,
} from "./errors.js";
import { exportTableOf } from "./export-table.js";
import { find, findRoot, promisedName, type Step } from "./find.js";
import { faultOf, type Kind, kindOf } from "./kind.js";
import { Importing } from "./memo.js";
import type { Hooks } from "./namespace.js";
import type { Visit } from "./page.js";
import { componentEnd, decodeSegment } from "./path.js";
import { isPromise } from "./promise.js";
import type { Site } from "./site.js";

/** A walk: the request and its path, how far along it the walk has come, and what it found there. */
export interface Walk extends Step, Visit {
	slash: Step["slash"];
	/** The index in `path` where the component ends. */
	end: number;
	component: Step["component"];
	container: Step["container"];
	exportTable: Step["exportTable"];
	/** Whether the container has let the walk in. */
	isInside: boolean;
	/** The namespaces walked into, outermost first: those that get an error. */
	readonly namespaces: Hooks[];
	/** The path as walked, with `:component` for each looked-up component. */
	template: string;
	found: unknown;
	/** What kind of thing `found` is. */
	kind: Kind;
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
		container: nowhere,
		exportTable: exportTableOf(nowhere),
		isInside: false,
		namespaces: [],
		template: "",
		found: undefined,
		kind: "unpublishable",
		wereHeadersSent: res.headersSent,
	};
}

/** Where a walk stands before it has the root. */
const nowhere: Hooks = { _q_exports: [] };

/**
 * Walks from the root as far as the path leads, and gives how that ended: at once if nothing on
 * the way has to be awaited, as with a memoized path and hooks that are not async. Throws or
 * rejects with the error of a hook, or a `PublisherError`.
 */
export function walkPath(walk: Walk): Arrival | Promise<Arrival> {
	const root = findRoot(walk.site, walk);
	if (root instanceof Importing) {
		return whenImported(walk, root, walkPath);
	}
	const kind = kindOf(root);
	if (kind !== "namespace" && kind !== "resource and namespace") {
		const { what } = faultOf(root);
		throw unpublishable(walk, what, "The root has to be a namespace");
	}
	walk.container = root as Hooks;
	return walkOn(walk);
}

/** Walks on from where `walk` stands; begins again there after whatever it has to await. */
function walkOn(walk: Walk): Arrival | Promise<Arrival> {
	for (;;) {
		// 1. The container lets the walk in, or throws: its export list, then its access hook.
		if (!walk.isInside) {
			const admission = enter(walk);
			if (isPromise(admission)) {
				return Promise.resolve(admission).then(() => walkOn(walk));
			}
		}
		if (isOver(walk)) {
			return "stopped";
		}
		// 2. A resource answers at its own path, with or without the final slash.
		if (isAtOwnPath(walk) && kindOf(walk.container) !== "namespace") {
			walk.found = walk.container;
			walk.kind = "resource";
			return "reached";
		}
		// 3. The component is found in the container, or not.
		const found = find(walk);
		if (found instanceof Importing) {
			return whenImported(walk, found, walkOn);
		}
		if (isPromise(found)) {
			return Promise.resolve(found).then(
				(settled) => arrive(walk, settled) ?? walkOn(walk),
			);
		}
		// 4. What was found ends the walk, or is the next container.
		const arrival = arrive(walk, found);
		if (arrival !== undefined) {
			return arrival;
		}
	}
}

/** Asks the container for admission, for the next component of the path; gives its access hook's result. */
function enter(walk: Walk): unknown {
	const { container } = walk;
	try {
		walk.exportTable = exportTableOf(container);
	} catch (error) {
		throw error instanceof NamespaceFault
			? unpublishable(walk, error.what, error.remedy)
			: error;
	}
	walk.isInside = true;
	walk.namespaces.push(container);
	if (!takeComponent(walk)) {
		throw malformedPath(walk);
	}
	return container._q_access?.(walk.req, walk.res);
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
function arrive(walk: Walk, found: unknown): Arrival | undefined {
	if (isOver(walk)) {
		return "stopped";
	}
	if (
		(found === undefined || found === null) &&
		promisedName(walk) === undefined
	) {
		return "not found";
	}
	const kind = kindOf(found);
	if (kind === "unpublishable") {
		const { what, remedy } = faultOf(found);
		throw unpublishable(walk, what, remedy);
	}
	walk.found = found;
	walk.kind = kind;
	walk.template += `/${isLookedUp(walk) ? ":component" : walk.component}`;

	const isLast = walk.end === walk.path.length;
	if (kind === "mount" || (isLast && !mayAnswerHere(walk))) {
		return "reached";
	}
	if (kind === "namespace" || kind === "resource and namespace") {
		walk.container = found as Hooks;
		walk.isInside = false;
		return undefined;
	}
	takeComponent(walk); // It is what is behind a page that is not found, not the page.
	return "not found";
}

function isLookedUp({ component, exportTable }: Walk): boolean {
	return component !== "" && !exportTable.has(component);
}

/** Tells whether the namespace at the end of the path is walked into as if its final slash were there. */
function mayAnswerHere({ kind, component, site }: Walk): boolean {
	return (
		kind === "resource and namespace" ||
		(kind === "namespace" && component !== "" && !site.options.redirect)
	);
}

/** Tells whether nothing is left of the path behind the container but, at most, its final slash. */
function isAtOwnPath({ slash, path }: Walk): boolean {
	return slash >= path.length - 1;
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

function whenImported(
	walk: Walk,
	importing: Importing,
	lookAgain: (walk: Walk) => Arrival | Promise<Arrival>,
): Promise<Arrival> {
	const { importTimeout } = walk.site.options;
	return importing.settled(importTimeout).then(
		(isSettled) => {
			if (isOver(walk)) {
				return "stopped";
			}
			if (!isSettled) {
				throw importTimedOut(walk, importTimeout);
			}
			return lookAgain(walk);
		},
		(cause: unknown) => {
			if (isOver(walk)) {
				return "stopped";
			}
			throw importFailed(walk, cause);
		},
	);
}

import type { NextFunction, Request, Response } from "express";
import type { Place } from "../errors.js";
import type { ImportRecord } from "../import/import-record.js";
import type { Hooks, PageFunction } from "../namespace/namespace.js";
import { isPlainPath, matchedPath } from "../path.js";
import { type Entry, type Found, type Memo, nowhere } from "../site/memo.js";
import type { Site } from "../site/site.js";
import type { Trail } from "../site/trail.js";

/** A walk: the request and its path, how far along the path the walk has come, and what it found there. */
export interface Walk extends Place {
	readonly site: Site;
	/** The publisher's middleware, which Express has called. */
	readonly middleware: PageFunction;
	/** Whether Express matches the request by `path`: if not, guards may have been passed by, and nothing is walked. */
	readonly isMatched: boolean;
	readonly req: Request;
	readonly res: Response;
	/** Whether the headers were sent before the walk began: if so, they do not tell that a hook has answered. */
	readonly wereHeadersSent: boolean;
	/** What Express has given to call for the next handler. */
	readonly next: NextFunction;
	/** The index in `path` of the slash before the component: it ends the container's own path; -1 before the root. */
	slash: number;
	/** The index in `path` where the component ends. */
	end: number;
	/** The decoded component that is looked up in the container. */
	component: string;
	/** What walks along the path have come through, if that is remembered. */
	readonly trail: Trail | undefined;
	/** The path as walked, once that may not be the request's own: if a component is escaped, looked up, or in another case. */
	template: string | undefined;
	/** What is remembered of the container, and the container itself. */
	memo: Memo;
	/** What is remembered of the component, if the container exports it, or if it is the index. */
	entry: Entry | undefined;
	/** Watches the hook that was called last for an answer. */
	watch: AnswerWatch | undefined;
	/** The namespaces walked into that have a `_q_exception_handler`, outermost first. */
	exceptionHandlers: Hooks[] | undefined;
	/** The imports that this walk has caused. */
	imports: ImportRecord[] | undefined;
	/** Whether what the walk reached has passed the request on. */
	isPassedOn: boolean;
}

/** How a walk ends: at what it has reached, or nowhere. */
export type Arrival = Found | Nowhere;

/** How a walk ends nowhere: nothing is there, it has not begun, or there is no response left to give. */
export type Nowhere = "not found" | "passed on" | "stopped";

/** What is known of an answer to the request while a hook is under way. */
export interface AnswerWatch {
	/** Whether the hook has begun to answer: from then on nothing else of the request may run. */
	hasBegun: boolean;
	/** What the answer has failed with; nothing, if there was nothing to send. */
	failure: { readonly error: unknown } | undefined;
	/** Whether the hook lets in by `next()` only: then a view rendered for its own callback is no answer. */
	readonly decidesByNext: boolean;
	/** Called when the answer has failed. */
	onFailure: () => void;
	/** How many streams were piped into the response before. */
	readonly streams: number;
	/** Puts back the methods of the response that were replaced. */
	readonly restore: (() => void) | undefined;
}

/** The request of a walk and where that stands: what is needed to call a page or to mount something. */
export type Visit = Pick<Walk, keyof Place | "req" | "res">;

/** Returns a walk that has not yet begun. Its path is the undecoded one of `req`; if Express matches by another, it is empty, and `isMatched` false. */
export function createWalk(
	site: Site,
	middleware: PageFunction,
	req: Request,
	res: Response,
	next: NextFunction,
): Walk {
	const { url } = req;
	let path: string | undefined = url;
	let trail = site.trails.get(path);
	let template: string | undefined;
	if (trail === undefined && !isPlainPath(url)) {
		path = matchedPath(req);
		trail = path === undefined ? undefined : site.trails.get(path);
		template = path?.includes("%") ? "" : undefined;
	}
	return {
		site,
		middleware,
		isMatched: path !== undefined,
		req,
		res,
		wereHeadersSent: res.headersSent,
		next,
		baseUrl: req.baseUrl,
		path: path ?? "",
		slash: -1,
		end: 0,
		component: "",
		trail,
		template,
		memo: nowhere,
		entry: undefined,
		watch: undefined,
		exceptionHandlers: undefined,
		imports: undefined,
		isPassedOn: false,
	};
}

/** Returns the path as walked, with `:component` for each looked-up component. */
export function templateOf({
	template,
	path,
	end,
}: Pick<Walk, "template" | "path" | "end">): string {
	return (template ?? path.slice(0, end)) || "/";
}

/** Whether `end` is how a walk has ended, and no promise of that. */
export function hasArrived(end: Arrival | Promise<Arrival>): end is Arrival {
	return typeof end === "string" || !("then" in end);
}

/** Whether a hook has answered the request, or the client has left: then nothing more is called. */
export function isOver({ req, res, wereHeadersSent }: Walk): boolean {
	return (
		res.writableEnded ||
		res.destroyed ||
		// Only the socket knows that the client has left while this response waits for an earlier one.
		req.socket?.destroyed ||
		(res.headersSent && !wereHeadersSent)
	);
}

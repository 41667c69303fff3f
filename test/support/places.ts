import type { NextFunction, Request, RequestHandler, Response } from "express";
import express from "express";
import type { Namespace } from "express-publisher";

/** What a user's function can do with its request: some get no response, and some no `next`. */
export type Behave = (
	req?: Request,
	res?: Response,
	next?: NextFunction,
) => unknown;

/** Where a user's function stands in a namespace; a request to `/a` calls it. */
export interface Place {
	readonly rootWith: (behave: Behave) => Namespace;
	readonly gets: "nothing" | "res" | "res and next";
}

/** Every place where a publisher calls a function of the user's. */
export const places: Record<string, Place> = {
	_q_access: {
		rootWith: (behave) => ({
			_q_exports: ["a"],
			a: "page",
			_q_access: behave as () => void,
		}),
		gets: "res",
	},
	_q_lookup: {
		rootWith: (behave) => ({
			_q_exports: [],
			_q_lookup: (req) => behave(req, req.res),
		}),
		gets: "res",
	},
	_q_import: {
		rootWith: (behave) => ({ _q_exports: ["a"], _q_import: () => behave() }),
		gets: "nothing",
	},
	_q_index: {
		rootWith: (behave) => ({
			_q_exports: [["a", "_q_index"]],
			_q_index: behave as RequestHandler,
		}),
		gets: "res and next",
	},
	_q_exception_handler: {
		rootWith: (behave) => ({
			_q_exports: ["a"],
			a: () => Promise.reject(new Error("the first error")),
			_q_exception_handler: (_err, ...rest) => behave(...rest),
		}),
		gets: "res and next",
	},
	"a page": {
		rootWith: (a) => ({ _q_exports: ["a"], a }),
		gets: "res and next",
	},
	"a handler in an array": {
		rootWith: (behave) => ({
			_q_exports: ["a"],
			a: [(_req: Request, _res: Response, next: () => void) => next(), behave],
		}),
		gets: "res and next",
	},
	"a resource's method": {
		rootWith: (GET) => ({ _q_exports: ["a"], a: { GET } }),
		gets: "res and next",
	},
	"a mount in an array": {
		rootWith: (behave) => ({
			_q_exports: ["a"],
			a: [express.Router(), behave],
		}),
		gets: "res and next",
	},
};

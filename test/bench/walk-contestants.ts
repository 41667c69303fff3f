import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Request, Response } from "express";
import publisher, { type Hooks, type PageFunction } from "express-publisher";
import findMyWay from "find-my-way";
import { addRoute, createRouter, findRoute } from "rou3";
import Router from "router";

/** Answers a request, which is light: it has what the contestants read of a request. */
export type Serve = (request: LightRequest) => void;

/** A request with what routers look at; making a real one would take longer than they do. */
export class LightRequest {
	readonly method = "GET";
	readonly originalUrl: string;
	baseUrl = "";
	params = {};
	readonly headers = {};
	route: unknown = undefined;

	constructor(public url: string) {
		this.originalUrl = url;
	}

	/** Its client never leaves: what waits for an import listens for that in vain. */
	on(): this {
		return this;
	}

	off(): this {
		return this;
	}
}

/** The name of the section whose page was called last. */
export const last = { section: "" };

// A real one: its getters are part of what it costs to see whether a response is over.
const response = new ServerResponse(new IncomingMessage(new Socket()));

const failOnNext = (error?: unknown) => {
	throw error ?? new Error("nothing found");
};

/** The contestant that finds nothing: what it costs is taken off all others' figures. */
export const baseline = "request object and page";

/** Gives the contestants for pages at `/name/list`, for every one of `names`. */
export async function createWalkContestants(
	names: readonly string[],
): Promise<Map<string, Serve>> {
	const pages = new Map(
		names.map((name): [string, PageFunction] => [
			name,
			(_req, _res) => {
				last.section = name;
			},
		]),
	);
	const contestants = new Map<string, Serve>([
		[baseline, createBaseline(pages)],
		["find-my-way", createFindMyWay(pages)],
		["rou3", createRou3(pages)],
		["Express's router, N mounts", createExpressRouter(pages)],
	]);
	for (const [name, root] of Object.entries(createRoots(pages))) {
		const publish = publisher(root);
		contestants.set(`publisher, ${name}`, (request) =>
			publish(request as never as Request, response as Response, failOnNext),
		);
	}
	return contestants;
}

type Pages = ReadonlyMap<string, PageFunction>;

function call(page: PageFunction, request: LightRequest): void {
	page(request as never as Request, response as Response, failOnNext);
}

function createBaseline(pages: Pages): Serve {
	const [page] = pages.values();
	return (request) => call(page as PageFunction, request);
}

function createFindMyWay(pages: Pages): Serve {
	const router = findMyWay();
	for (const [name, page] of pages) {
		router.on("GET", `/${name}/list`, page as never);
	}
	return (request) => router.lookup(request as never, response);
}

// It has no `lookup`, is given the path, and does not look for a query; both are in its favour.
function createRou3(pages: Pages): Serve {
	const router = createRouter<PageFunction>();
	for (const [name, page] of pages) {
		addRoute(router, "GET", `/${name}/list`, page);
	}
	return (request) => {
		const route = findRoute(router, request.method, request.url);
		call(route?.data as PageFunction, request);
	};
}

function createExpressRouter(pages: Pages): Serve {
	const router = new Router();
	for (const [name, page] of pages) {
		router.use(`/${name}`, new Router().get("/list", page as never));
	}
	return (request) => router(request as never, response, failOnNext);
}

/** Gives the roots of the publishers: sections that the root holds itself, or that `_q_import` imports as modules. */
function createRoots(pages: Pages): Record<string, Hooks> {
	const _q_exports = [...pages.keys()];
	const _q_access = () => {};
	const own = Object.fromEntries(
		[...pages].map(([name, list]) => [name, { _q_exports: ["list"], list }]),
	);
	Object.assign(globalThis, { benchPages: pages });
	const _q_import = (name: string) =>
		import(`data:text/javascript,
			export const _q_exports = ["list"];
			export const list = globalThis.benchPages.get("${name}");`);
	return {
		"own values": { ...own, _q_exports },
		"own values, _q_access": { ...own, _q_exports, _q_access },
		imported: { _q_exports, _q_import },
		"imported, _q_access": { _q_exports, _q_access, _q_import },
	};
}

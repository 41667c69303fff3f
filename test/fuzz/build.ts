import { mkdirSync, writeFileSync } from "node:fs";
import type {
	ErrorRequestHandler,
	NextFunction,
	Request,
	RequestHandler,
	Response,
} from "express";
import publisher, { mount, type Namespace } from "express-publisher";
import type { ExpressModule } from "../support/mountables.js";
import type {
	FilePlan,
	Given,
	Methods,
	NamespacePlan,
	PagePlan,
	PublisherPlan,
	Slot,
	Thing,
	Timing,
} from "./plan.js";
import { buildUnpublishable, memberNames, shaped } from "./shape.js";
import { run } from "./timing.js";

/** What building needs beside the plan. */
export interface Means {
	readonly express: ExpressModule;
	/** Where module files go; the function is called only if there is one to write. */
	folder(): URL;
	/** Names the parts of a plan. */
	label(plan: object): string;
	/** Is told of each call that gets a request. */
	called(req: Request, call: string): void;
	/** Is told of each call of an importer. */
	imported(what: string): void;
}

/** Where the module files find what they are to export. */
const exported = new Map<string, unknown>();
Object.assign(globalThis, { fuzzExported: exported });
let files = 0;

/** Builds the publisher of `plan`. */
export function buildPublisher(
	plan: PublisherPlan,
	means: Means,
): ReturnType<typeof publisher> {
	const { express, folder, label, called, imported } = means;
	const { root, by, fallthrough, redirect } = plan;
	const namespace = buildNamespace(root);
	return publisher(
		by === "itself" ? (namespace as Namespace) : () => run(by, () => namespace),
		{ fallthrough, redirect },
	);

	function buildThing(thing: Thing): unknown {
		switch (thing.kind) {
			case "text":
				return thing.text;
			case "bytes":
				return new TextEncoder().encode(thing.text);
			case "page":
				return buildPage(thing);
			case "handlers":
				return [
					thing.before.map(
						(signal): RequestHandler =>
							(_req, _res, next) =>
								next(signal === "next" ? undefined : "route"),
					),
					buildPage(thing.last),
				];
			case "resource":
				return buildMethods(thing.methods);
			case "mount":
				return buildMount(thing);
			case "publisher":
				return buildPublisher(thing, means);
			case "unpublishable":
				return buildUnpublishable(thing.what);
			case "namespace":
				return buildNamespace(thing);
		}
	}

	function buildPage(plan: PagePlan) {
		const { timing, does } = plan;
		const name = label(plan);
		return (req: Request, res: Response, next: NextFunction) => {
			called(req, `page ${name}`);
			const body = `${name} ${req.baseUrl}${req.route.path}`;
			return run(awaited(timing, res), () => {
				switch (does) {
					case "send":
						res.send(body);
						return 42; // Ignored, as Express does.
					case "return":
						return body;
					case "send and return":
						res.send(body);
						return "sent already";
					case "fail":
						throw new Error(`boom ${name}`);
					case "throw nothing":
						throw undefined;
					case "next":
						return next();
					case "next with an error":
						return next(new Error(`boom ${name}`));
					case "next route":
						return next("route");
				}
			});
		};
	}

	function buildMethods(methods: Methods = {}) {
		return Object.fromEntries(
			Object.entries(methods).map(([method, page]) => [
				method,
				buildPage(page),
			]),
		);
	}

	function buildMount(plan: Thing & { kind: "mount" }): unknown {
		const name = label(plan);
		const handler: RequestHandler = (req, res, next) => {
			called(req, `mount ${name}`);
			if (plan.does === "fail") {
				throw new Error(`boom ${name}`);
			}
			if (plan.does === "next") {
				next();
			} else {
				res.send(`${name} ${req.url} ${req.baseUrl}`);
			}
		};
		switch (plan.as) {
			case "Router":
				return express.Router().use(handler);
			case "app":
				return express().use(handler);
			case "mount":
				return mount(handler);
			case "array":
				return [express.Router(), handler];
		}
	}

	function buildNamespace(plan: NamespacePlan): object {
		const { shape, own, index, access, lookup, supplies, handler } = plan;
		const name = label(plan);
		const members: PropertyDescriptorMap = Object.create(null);
		const add = (name: string, value: unknown) => {
			members[name] = { value, enumerable: true, configurable: true };
		};
		for (const [name, slot] of own) {
			members[name] = buildSlot(slot, plan, name);
		}
		if (index !== undefined) {
			members._q_index = buildSlot(index, plan, "_q_index");
		}
		for (const [method, page] of Object.entries(buildMethods(plan.methods))) {
			add(method, page);
		}
		add("_q_exports", plan.exports);
		if (access !== undefined) {
			add("_q_access", (req: Request, res: Response) => {
				called(req, `access ${name}`);
				return run(access.timing, () => {
					switch (access.does) {
						case "allow":
							return;
						case "fail":
							throw new Error(`boom ${name}`);
						case "throw nothing":
							throw undefined;
						case "end":
							res.status(403).send(`no ${name}`);
							return;
						case "redirect":
							res.redirect("/log-in");
					}
				});
			});
		}
		if (lookup !== undefined) {
			const finds = buildAll(lookup.finds, plan);
			add("_q_lookup", (req: Request, component: string) => {
				called(req, `lookup ${name} ${component}`);
				return run(lookup.timing, () => finds.get(component)?.());
			});
		}
		if (supplies?.kind === "importer") {
			const names = buildAll(supplies.names, plan);
			add("_q_import", (asked: string) => {
				imported(`${name} ${asked}`);
				return run(supplies.timing, () => {
					const give = names.get(asked);
					if (give === undefined) {
						throw new Error(`there is no ${asked}`);
					}
					return wrap(give(), supplies.as);
				});
			});
		}
		if (supplies?.kind === "files") {
			add("_q_url", writeFiles(supplies.names));
		}
		if (handler !== undefined) {
			const handle: ErrorRequestHandler = (error, req, res, next) => {
				called(req, `handler ${name} ${error.code ?? error.message}`);
				return run(awaited(handler.timing, res), () => {
					switch (handler.does) {
						case "answer":
							res.status(500).send(`handled ${name}`);
							return;
						case "pass on":
							return next(error);
						case "fail":
							throw new Error(`other ${name}`);
						case "next":
							return next();
					}
				}) as undefined;
			};
			add("_q_exception_handler", handle);
		}
		return shaped(shape, members);
	}

	/** Gives, by name, functions that give or throw what is planned; each thing is built once. */
	function buildAll(
		entries: readonly (readonly [string, Given])[],
		container: NamespacePlan,
	): Map<string, () => unknown> {
		return new Map(
			entries.map(([name, given]) => [name, giver(given, container, name)]),
		);
	}

	function giver(
		given: Given,
		container: NamespacePlan,
		name: string,
	): () => unknown {
		if (given.kind === "thing") {
			const thing = buildThing(given.thing);
			return () => thing;
		}
		return () => {
			switch (given.kind) {
				case "error":
					throw new Error(`boom ${label(container)} ${name}`);
				case "nothing thrown":
					throw undefined;
				case "null":
					return null;
				default:
					return undefined;
			}
		};
	}

	function buildSlot(
		{ timing, given }: Slot,
		container: NamespacePlan,
		name: string,
	): PropertyDescriptor {
		const give = giver(given, container, name);
		const isThrown = given.kind === "error" || given.kind === "nothing thrown";
		if (timing === "sync" && isThrown) {
			return { get: give, enumerable: true, configurable: true };
		}
		const value = run(timing, give);
		if (value instanceof Promise) {
			value.catch(() => {}); // Requests may never ask for it.
		}
		return { value, enumerable: true, configurable: true };
	}

	/** Writes the modules that a namespace's guesser finds; gives the URL that it has to go by. */
	function writeFiles(names: readonly (readonly [string, FilePlan])[]): string {
		const url = new URL(`${files++}/index.js`, folder());
		mkdirSync(new URL(".", url), { recursive: true });
		for (const [name, plan] of names) {
			const path = encodeURIComponent(name);
			if (plan.kind === "module" && plan.place === "name/index.js") {
				mkdirSync(new URL(`${path}/`, url));
				writeFileSync(new URL(`${path}/index.js`, url), source(plan));
			} else {
				writeFileSync(new URL(`${path}.js`, url), source(plan));
			}
		}
		return url.href;
	}

	function source(plan: FilePlan): string {
		switch (plan.kind) {
			case "throws":
				return 'throw new Error("down")';
			case "does not parse":
				return "export const =";
			case "misses a dependency":
				return 'import "./gone.js"';
			case "module": {
				const key = `${files++}`;
				const built = buildThing(plan.thing);
				exported.set(key, built);
				const given = `globalThis.fuzzExported.get("${key}")`;
				if (plan.thing.kind !== "namespace" || hasThrowingGetter(plan.thing)) {
					return `export default ${given};`;
				}
				const names = memberNames(built as object).map((name, i) => ({
					quoted: JSON.stringify(name),
					variable: `v${i}`,
				}));
				return [
					`const given = ${given};`,
					...names.map(
						({ quoted, variable }) => `const ${variable} = given[${quoted}];`,
					),
					`export { ${names.map(({ quoted, variable }) => `${variable} as ${quoted}`).join(", ")} };`,
				].join("\n");
			}
		}
	}
}

/** Forgets what the files of a run export. */
export function forgetFiles(): void {
	exported.clear();
}

function hasThrowingGetter({ own, index }: NamespacePlan): boolean {
	const slots = [...own.map(([, slot]) => slot), ...(index ? [index] : [])];
	return slots.some(
		({ timing, given }) =>
			timing === "sync" &&
			(given.kind === "error" || given.kind === "nothing thrown"),
	);
}

function wrap(thing: unknown, as: "itself" | "default" | "default of default") {
	if (thing === undefined || thing === null || as === "itself") {
		return thing;
	}
	return as === "default"
		? { default: thing }
		: { default: { __esModule: true, default: thing } };
}

/** Returns `timing`, or another one that is waited for: Express 4 takes no notice of what merely has a `then`. */
function awaited(timing: Timing, res: Response): Timing {
	return timing === "thenable" && "sendfile" in res ? "async" : timing;
}

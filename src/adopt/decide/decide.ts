import { dirname, resolve } from "node:path";
import { type Source, sourceBehind } from "../modules/behind.js";
import {
	type Module,
	type Modules,
	type Place,
	placeOf,
} from "../modules/modules.js";
import { type Reached, reach, rootsOf } from "../modules/reach.js";
import type { Handler, Mounting, OwnLoad } from "../mounts/handlers.js";
import { isInside, type Node } from "../syntax/syntax.js";
import { isErrorHandler, isHandler } from "../values/value.js";
import type { Values } from "../values/values.js";
import { effectIn } from "./effects.js";
import { explain } from "./explain.js";
import type { Reason } from "./reason.js";

/** What becomes of a handler. */
export type Outcome =
	| { readonly kind: "converted"; readonly source: Source }
	| { readonly kind: "lazy" }
	| { readonly kind: "stays"; readonly reason: Reason };

/** A module that another loads for nothing but its handlers: they are converted together, or not at all. */
interface Group {
	readonly target: Module;
	readonly loads: readonly OwnLoad[];
	readonly handlers: readonly Handler[];
	readonly sources: ReadonlyMap<Handler, Source>;
}

/** Returns what becomes of each handler in `mountings`, which are one application's. */
export function decide(
	mountings: readonly Mounting[],
	modules: Modules,
	values: Values,
): ReadonlyMap<Handler, Outcome> {
	const outcomes = new Map<Handler, Outcome>();
	const effects = new Map<Module, Node | undefined>();
	const stay = (handlers: readonly Handler[], reason: Reason) => {
		for (const handler of handlers) {
			outcomes.set(handler, { kind: "stays", reason });
		}
	};
	const isKept = ({ handlers }: Group, reason: Reason | undefined) => {
		if (reason !== undefined) {
			stay(handlers, reason);
		}
		return reason === undefined;
	};
	let groups = mountings.flatMap((mounting) => {
		for (const handler of mounting.handlers) {
			const { kind } = values.of(mounting.module, handler.node);
			const reason = reasonOf(mounting.module, handler, values);
			if (kind === "publisher") {
				outcomes.set(handler, { kind: "lazy" });
			} else if (reason !== undefined) {
				stay([handler], reason);
			}
		}
		return groupsIn(mounting).filter((group) =>
			isKept(group, reasonAgainst(mounting, group)),
		);
	});

	const roots = rootsOf(
		modules,
		mountings.map(({ module }) => module),
	);
	for (let isSettled = false; !isSettled; ) {
		const skipped = new Set(
			groups.flatMap(({ loads }) => loads.map(({ node }) => node)),
		);
		const isSkipped = (load: Node) => skipped.has(load);
		const reached = reach(modules, roots, isSkipped);
		const kept = groups.filter((group) =>
			isKept(group, reasonAtStart(group, reached, isSkipped)),
		);
		isSettled = kept.length === groups.length;
		groups = kept;
	}
	for (const { sources } of groups) {
		for (const [handler, source] of sources) {
			outcomes.set(handler, { kind: "converted", source });
		}
	}
	return outcomes;

	function effectOf(module: Module): Node | undefined {
		if (!effects.has(module)) {
			effects.set(module, effectIn(module, values));
		}
		return effects.get(module);
	}

	function groupsIn({ module, loads, handlers }: Mounting): Group[] {
		const targets = new Set(loads.flatMap(({ target }) => target ?? []));
		return [...targets].flatMap((target) => {
			const own = handlers.filter(
				(handler) => handler.load?.target === target && !outcomes.has(handler),
			);
			const sources = own.map((handler): [Handler, Source] => {
				const { specifier = "" } = handler.load ?? {};
				const path = resolve(dirname(module.file), specifier);
				const members = handler.use?.path ?? [];
				const source = { module: target, path, members };
				return [handler, sourceBehind(modules, source)];
			});
			return own.length === 0
				? []
				: [
						{
							target,
							loads: loads.filter((load) => load.target === target),
							handlers: own,
							sources: new Map(sources),
						},
					];
		});
	}

	/** Returns why all handlers of `group` stay, as far as that shows in the module that mounts them. */
	function reasonAgainst(
		{ module }: Mounting,
		{ loads, handlers }: Group,
	): Reason | undefined {
		const converted = new Set(handlers.map(({ node }) => node));
		const others = loads.flatMap(({ node, uses }): Node[] =>
			uses.length === 0
				? [node]
				: uses.flatMap((use) => (converted.has(use.node) ? [] : [use.node])),
		);
		if (others.length > 0) {
			return {
				kind: "elsewhere",
				at: others.map((node) => placeOf(module, node)),
			};
		}
		if (module.scopes.free.has("eval")) {
			return { kind: "strange", what: "eval may use any name" };
		}
		const isGuard = ({ isBefore, node }: Handler) =>
			isBefore && values.of(module, node).kind !== "router";
		return handlers.every(isGuard) ? { kind: "before" } : undefined;
	}

	/** Returns why all handlers of `group` stay, if `reached` is what is loaded at start all the same. */
	function reasonAtStart(
		{ target, sources }: Group,
		reached: Reached,
		isSkipped: (load: Node) => boolean,
	): Reason | undefined {
		const own = [...sources.values()].map(({ module }) => module);
		const loaded = [target, ...own].find((module) => reached.has(module));
		if (loaded !== undefined) {
			return { kind: "loaded", at: placeOfLoad(reached, loaded) };
		}
		for (const module of reach(modules, [target], isSkipped).keys()) {
			const effect = reached.has(module) ? undefined : effectOf(module);
			if (effect !== undefined) {
				return { kind: "effect", at: [placeOf(module, effect)] };
			}
		}
		return undefined;
	}
}

/** Returns why `handler` stays whatever else there is, as far as that shows in itself. */
function reasonOf(
	module: Module,
	handler: Handler,
	values: Values,
): Reason | undefined {
	const { use, load, mount, node } = handler;
	if (use === undefined || load === undefined) {
		return explain(module, handler, values);
	}
	if (load.target === undefined) {
		return { kind: "missing", what: load.specifier };
	}
	if (module.comments.some((comment) => isInside(comment, node))) {
		return { kind: "strange", what: "a comment stands in it" };
	}
	const value = values.of(module, node);
	if (isErrorHandler(value)) {
		return { kind: "error" };
	}
	if (!isHandler(value)) {
		return { kind: "unknown" };
	}
	// One that takes no `next` lets no request pass: it does not run for every one.
	const passesOn = value.kind === "list" || value.parameters > 2;
	return !mount.hasPath && value.kind !== "router" && passesOn
		? { kind: "every" }
		: undefined;
}

function placeOfLoad(reached: Reached, module: Module): Place[] {
	const loaded = reached.get(module);
	return loaded === undefined ? [] : [placeOf(loaded.by, loaded.load.node)];
}

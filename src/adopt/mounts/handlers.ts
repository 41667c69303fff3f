import type { Node } from "@babel/types";
import { exportsOf } from "../modules/exports.js";
import { type Load, loadsIn, type Use } from "../modules/loads.js";
import { isRelative, type Module, type Modules } from "../modules/modules.js";
import type { Values } from "../values/values.js";
import { type Mount, mountsIn } from "./mounts.js";

/** Something that is handed to an app, Router or route. */
export interface Handler {
	readonly mount: Mount;
	readonly node: Node;
	/** Whether another handler of the same mount comes after it. */
	readonly isBefore: boolean;
	/** What it is of a module of the application's own, and where that is loaded, if it is nothing else. */
	readonly use: Use | undefined;
	readonly load: OwnLoad | undefined;
}

/** A module, its handlers, and where it loads other modules. */
export interface Mounting {
	readonly module: Module;
	readonly handlers: readonly Handler[];
	readonly loads: readonly OwnLoad[];
}

/** A place where a module loads another of the application's own. */
export interface OwnLoad extends Load {
	/** What is loaded; `undefined` if it cannot be found or parsed. */
	readonly target: Module | undefined;
}

/** Returns what `module` mounts. */
export function mountingOf(
	module: Module,
	modules: Modules,
	values: Values,
): Mounting {
	const loads = loadsIn(module)
		.filter(({ specifier }) => isRelative(specifier))
		.map((load) => resolved(load, modules.follow(module, load.specifier)));
	const uses = new Map(
		loads.flatMap((load) => load.uses.map((use) => [use.node, { load, use }])),
	);
	const handlers = mountsIn(module, values).flatMap((mount) =>
		mount.handlers.map((node, index) => ({
			mount,
			node,
			isBefore: index + 1 < mount.handlers.length,
			use: uses.get(node)?.use,
			load: uses.get(node)?.load,
		})),
	);
	return { module, handlers, loads };
}

/** Returns `load` with what it loads, and each use with the members that are read of that. */
function resolved(load: Load, target: Module | undefined): OwnLoad {
	const isWhole =
		load.isInterop && target !== undefined && !exportsOf(target).isMarked;
	const uses = load.uses.map((use) => ({
		...use,
		path: isWhole && use.path[0] === "default" ? use.path.slice(1) : use.path,
	}));
	return { ...load, target, uses };
}

import type { Node } from "@babel/types";
import { loadedBy } from "../syntax/syntax.js";
import { type Load, loadsIn } from "./loads.js";
import { isRelative, type Module, type Modules } from "./modules.js";

/** Where a module is loaded at start: `undefined` for those that others start with. */
export type Reached = ReadonlyMap<Module, Loaded | undefined>;

interface Loaded {
	readonly by: Module;
	readonly load: Load;
}

/** Returns all modules that are loaded when `roots` are, but by what is `skipped`. */
export function reach(
	modules: Modules,
	roots: readonly Module[],
	isSkipped: (load: Node) => boolean = () => false,
): Reached {
	const reached = new Map<Module, Loaded | undefined>(
		roots.map((root) => [root, undefined]),
	);
	for (const by of reached.keys()) {
		for (const { load, target } of edgesOf(modules, by)) {
			if (!reached.has(target) && !isSkipped(load.node)) {
				reached.set(target, { by, load });
			}
		}
	}
	return reached;
}

interface Edge {
	readonly load: Load;
	readonly target: Module;
}

const edges = new WeakMap<Module, readonly Edge[]>();

/** Returns where `module` loads others of the application's own as soon as it is loaded itself. */
function edgesOf(modules: Modules, module: Module): readonly Edge[] {
	const known = edges.get(module);
	if (known !== undefined) {
		return known;
	}
	const found = loadsIn(module).flatMap((load) => {
		const target =
			load.isStatic && isRelative(load.specifier)
				? modules.follow(module, load.specifier)
				: undefined;
		return target === undefined ? [] : [{ load, target }];
	});
	edges.set(module, found);
	return found;
}

/** Returns those of `given` that the process starts with, as far as that shows: no other loads them, now or later. */
export function rootsOf(
	modules: Modules,
	given: readonly Module[],
): readonly Module[] {
	const below = new Map(given.map((one) => [one, allBelow(modules, one)]));
	const roots = given.filter((one) =>
		given.every((other) => other === one || !below.get(other)?.has(one)),
	);
	for (const one of given) {
		if (![...roots].some((root) => root === one || below.get(root)?.has(one))) {
			roots.push(one); // Of those that load each other in a circle, the first.
		}
	}
	return roots;
}

function allBelow(modules: Modules, root: Module): ReadonlySet<Module> {
	const below = new Set([root]);
	for (const module of below) {
		const lazy = module.nodes.flatMap(
			(node) => loadedBy(node)?.specifier ?? [],
		);
		const specifiers = loadsIn(module).map(({ specifier }) => specifier);
		for (const specifier of [...specifiers, ...lazy].filter(isRelative)) {
			const target = modules.follow(module, specifier);
			if (target !== undefined) {
				below.add(target);
			}
		}
	}
	return below;
}

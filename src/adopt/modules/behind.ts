import { dirname, relative, resolve } from "node:path";
import { importedMembers, loadChain, memberChain } from "../syntax/syntax.js";
import { type Exported, exportsOf } from "./exports.js";
import type { Module, Modules } from "./modules.js";
import { pathTo, propertyOf } from "./shapes.js";

/** A member of a module, and where that is. */
export interface Source {
	readonly module: Module;
	/** The absolute path that stands for the module, with or without its extension, as a specifier has it. */
	readonly path: string;
	readonly members: readonly string[];
}

/** Returns where `source` comes from: behind modules that do nothing but pass on what others export. */
export function sourceBehind(modules: Modules, source: Source): Source {
	const { module, members } = source;
	const [name, ...rest] = members;
	const { names, whole, isIndex } = exportsOf(module);
	if (!isIndex || name === undefined) {
		return source;
	}
	const property =
		whole?.type === "ObjectExpression" ? propertyOf(whole, name) : undefined;
	const exported = names.get(name) ?? (property && { node: property });
	const passed = exported && passedOn(module, exported);
	const behind = passed && modules.follow(module, passed.specifier);
	return passed === undefined ||
		behind === undefined ||
		(passed.isInterop && !exportsOf(behind).isMarked)
		? source
		: sourceBehind(modules, {
				module: behind,
				path: resolve(dirname(module.file), passed.specifier),
				members: [...passed.members, ...rest],
			});
}

interface PassedOn {
	readonly specifier: string;
	readonly members: readonly string[];
	readonly isInterop?: boolean;
}

function passedOn(module: Module, exported: Exported): PassedOn | undefined {
	if (!("node" in exported)) {
		const { from, name } = exported;
		return { specifier: from, members: name === undefined ? [] : [name] };
	}
	const loaded = loadChain(exported.node);
	if (loaded !== undefined) {
		return loaded;
	}
	const { root, members } = memberChain(exported.node);
	const binding = module.scopes.bindingOf(root);
	const [declaration] = binding?.declarations ?? [];
	if (
		declaration?.type === "VariableDeclarator" &&
		declaration.init &&
		binding
	) {
		const chain = loadChain(declaration.init);
		const path = pathTo(declaration.id, binding.name);
		return chain === undefined || path === undefined
			? undefined
			: { ...chain, members: [...chain.members, ...path, ...members] };
	}
	const parent = declaration && module.scopes.parentOf(declaration);
	if (declaration === undefined || parent?.type !== "ImportDeclaration") {
		return undefined;
	}
	return {
		specifier: parent.source.value,
		members: [...importedMembers(declaration), ...members],
	};
}

/** Returns `path` as a specifier in `module`. */
export function specifierFor(module: Module, path: string): string {
	const specifier = relative(dirname(module.file), path).replaceAll("\\", "/");
	return specifier.startsWith(".") ? specifier : `./${specifier}`;
}

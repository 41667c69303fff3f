import type { Node } from "@babel/types";
import { type Load, loadsIn } from "../modules/loads.js";
import { isRelative, type Module } from "../modules/modules.js";
import type { Handler } from "../mounts/handlers.js";
import { sourceOf } from "../mounts/mounts.js";
import type { Binding } from "../syntax/scopes.js";
import { bare, isFunction, loadedBy, memberChain } from "../syntax/syntax.js";
import { isErrorHandler } from "../values/value.js";
import type { Values } from "../values/values.js";
import type { Reason } from "./reason.js";

/** Returns why a handler stays that is not an export of a module of the application's own. */
export function explain(
	module: Module,
	{ node }: Handler,
	values: Values,
): Reason {
	const value = values.of(module, node);
	if (isErrorHandler(value)) {
		return { kind: "error" };
	}
	if (isFunction(node)) {
		return { kind: "inline" };
	}
	return explainRoot(module, node);
}

function explainRoot(module: Module, node: Node): Reason {
	const { root } = memberChain(node);
	switch (root.type) {
		case "CallExpression":
		case "NewExpression": {
			const loading = loadedBy(root);
			if (loading !== undefined) {
				return loading.specifier === undefined
					? { kind: "computed", what: sourceOf(module, root) }
					: specified(loading.specifier);
			}
			const made = explainRoot(module, root.callee);
			switch (made.kind) {
				case "package":
				case "alias":
					return made;
				case "strange":
					return isOwn(module, root.callee)
						? { kind: "called", what: sourceOf(module, bare(root.callee)) }
						: made;
				default:
					return { kind: "call", what: sourceOf(module, bare(root.callee)) };
			}
		}
		case "AwaitExpression":
			return explainRoot(module, bare(root.argument));
		case "Identifier": {
			const binding = module.scopes.bindingOf(root);
			if (binding === undefined) {
				return { kind: "strange", what: root.name };
			}
			const load = loadOf(module, binding);
			if (load !== undefined) {
				return specified(load.specifier);
			}
			return binding.declarations.some(
				(one) =>
					isFunction(one) &&
					!("id" in one && binding.identifiers.includes(one.id as Node)),
			)
				? { kind: "parameter" }
				: { kind: "local" };
		}
		default:
			return { kind: "strange", what: sourceOf(module, node) };
	}
}

function isOwn(module: Module, callee: Node): boolean {
	const { root } = memberChain(callee);
	const { specifier } = loadedBy(root) ?? {};
	const binding = module.scopes.bindingOf(root);
	const loaded = specifier ?? (binding && loadOf(module, binding))?.specifier;
	return loaded !== undefined && isRelative(loaded);
}

/** Returns where what a variable holds is loaded, if it is nothing else. */
function loadOf(module: Module, { declarations }: Binding): Load | undefined {
	return loadsIn(module).find(({ node, declaration }) =>
		declarations.some(
			(one) =>
				one === declaration ||
				module.scopes.parentOf(one) === declaration ||
				(one.type === "VariableDeclarator" &&
					one.init &&
					memberChain(one.init).root === node),
		),
	);
}

/** Returns why what comes from `specifier` stays, if it is of no module of the application's own that could be followed. */
function specified(specifier: string): Reason {
	if (isRelative(specifier)) {
		return { kind: "strange", what: specifier };
	}
	return /^(?:#|[@~]\/)/.test(specifier)
		? { kind: "alias", what: specifier }
		: { kind: "package", what: specifier };
}

import type { Node } from "@babel/types";
import { loadsIn } from "../modules/loads.js";
import type { Module } from "../modules/modules.js";
import {
	bare,
	childrenOf,
	isFunction,
	isInterop,
	loadedBy,
	memberChain,
} from "../syntax/syntax.js";
import type { Values } from "../values/values.js";

/**
 * Returns the first place in `module` where it does something to what is not its own when it is
 * loaded, as far as that shows in its own text: such a thing may have to be done before others.
 */
export function effectIn(module: Module, values: Values): Node | undefined {
	const bareLoad = loadsIn(module).find(
		({ isStatic, isBare }) => isStatic && isBare,
	);
	return (
		bareLoad?.node ??
		module.program.body
			.map((statement) => effectOf(statement))
			.find((effect) => effect !== undefined)
	);

	function effectOf(node: Node): Node | undefined {
		if (isFunction(node)) {
			return undefined;
		}
		switch (node.type) {
			case "ExpressionStatement":
				return isEffect(node.expression) ? node : effectInside(node);
			case "Decorator":
				return node;
			default:
				return isTimer(node) || isRegistration(node)
					? node
					: effectInside(node);
		}
	}

	function effectInside(node: Node): Node | undefined {
		for (const child of childrenOf(node)) {
			const effect = effectOf(child);
			if (effect !== undefined) {
				return effect;
			}
		}
		return undefined;
	}

	function isEffect(expression: Node): boolean {
		const what = bare(expression);
		switch (what.type) {
			case "AssignmentExpression":
				return !isOwn(objectOf(what.left));
			case "UpdateExpression":
			case "UnaryExpression":
				return !isOwn(objectOf(what.argument));
			case "CallExpression":
				return !isOwnCall(what.callee, what.arguments);
			case "AwaitExpression":
				return isEffect(what.argument);
			case "SequenceExpression":
				return what.expressions.some(isEffect);
			case "LogicalExpression":
				return isEffect(what.right);
			case "ConditionalExpression":
				return isEffect(what.consequent) || isEffect(what.alternate);
			case "StringLiteral":
			case "NumericLiteral":
			case "Identifier":
			case "MemberExpression":
				return false;
			default:
				return true;
		}
	}

	/** Whether `node` makes something known by its name to what others ask for it, as models are to mongoose. */
	function isRegistration(node: Node): boolean {
		if (node.type !== "CallExpression") {
			return false;
		}
		const { root, members } = memberChain(node.callee);
		const name =
			members.at(-1) ?? (root.type === "Identifier" ? root.name : "");
		return (
			/^(?:model|discriminator|define|register)$/.test(name) &&
			(root.type !== "Identifier" ||
				module.scopes.bindingOf(root) !== undefined) &&
			!isOwn(root)
		);
	}

	function isOwnCall(callee: Node, args: readonly Node[]): boolean {
		const { root, members } = memberChain(callee);
		const method = members.at(-1);
		if (isFunction(root) && method === undefined) {
			// Called at once: so compilers write enumerations.
			return (
				args.every((argument) => isOwn(memberChain(leftOf(argument)).root)) &&
				(root.body.type === "BlockStatement"
					? effectInside(root.body) === undefined
					: !isEffect(root.body))
			);
		}
		if (root.type === "Identifier" && !module.scopes.bindingOf(root)) {
			const [first] = args;
			return (
				root.name === "console" ||
				(root.name === "Object" &&
					first !== undefined &&
					isOwn(memberChain(first).root))
			);
		}
		if (method !== undefined && LOGS.has(method)) {
			return true;
		}
		if (method === undefined) {
			return isExportHelper(root, args);
		}
		return isOwn(chainedOn(callee)) && !HEARD_OUTSIDE.has(method);
	}

	/** Returns what the first of the calls in a chain is made on: `router` of `router.use(a).use(b)`. */
	function chainedOn(node: Node): Node {
		const { root } = memberChain(node);
		return root.type === "CallExpression" && loadedBy(root) === undefined
			? chainedOn(root.callee)
			: root;
	}

	/** Whether `root` is made by this module, or what it exports. */
	function isOwn(root: Node): boolean {
		if (root.type !== "Identifier") {
			return values.of(module, root).kind === "router";
		}
		const binding = module.scopes.bindingOf(root);
		if (binding === undefined) {
			return root.name === "module" || root.name === "exports";
		}
		return binding.declarations.every((declaration) => {
			switch (declaration.type) {
				case "FunctionDeclaration":
				case "ClassDeclaration":
				case "TSEnumDeclaration":
					return true;
				case "FunctionExpression":
				case "ArrowFunctionExpression": {
					const call = module.scopes.parentOf(declaration);
					return call?.type === "CallExpression" && call.callee === declaration;
				}
				case "VariableDeclarator":
					return declaration.init ? isMade(declaration.init) : true;
				default:
					return false;
			}
		});
	}

	function isMade(init: Node): boolean {
		const { root, members } = memberChain(init);
		switch (root.type) {
			case "Identifier":
				return isOwn(root);
			case "CallExpression":
				return (
					loadedBy(root) === undefined &&
					!isInterop(root) &&
					members.length === 0
				);
			case "AssignmentExpression":
				return isMade(root.right);
			case "AwaitExpression":
			case "ThisExpression":
				return false;
			default:
				return true;
		}
	}
}

/** Returns `a` of `a.b[c]`. */
function objectOf(node: Node): Node {
	const inner = bare(node);
	return inner.type === "MemberExpression" ? objectOf(inner.object) : inner;
}

/** Returns `a` of `a || (a = {})`. */
function leftOf(node: Node): Node {
	return node.type === "LogicalExpression" ? leftOf(node.left) : node;
}

/** Methods that print. */
const LOGS: ReadonlySet<string> = new Set([
	...["debug", "error", "info", "log", "trace", "warn"],
]);

/** Methods by which something begins to hear of what happens elsewhere, or to be heard. */
const HEARD_OUTSIDE: ReadonlySet<string> = new Set([
	...["addListener", "connect", "init", "listen", "on", "once", "schedule"],
	"start",
	"ws", // Of express-ws, which hands a connection over at once.
]);

/** Whether `node` starts a timer, or opens a port or connection. */
function isTimer(node: Node): boolean {
	if (node.type !== "CallExpression") {
		return false;
	}
	const { root, members } = memberChain(node.callee);
	const name = members.at(-1) ?? (root.type === "Identifier" ? root.name : "");
	return /^(?:setInterval|setTimeout|setImmediate|listen|connect|schedule)$/.test(
		name,
	);
}

/** Whether a function is called that compilers write, to export what another module exports. */
function isExportHelper(callee: Node, args: readonly Node[]): boolean {
	return (
		callee.type === "Identifier" &&
		/^_+export(?:Star)?$/.test(callee.name) &&
		args.some(
			(argument) =>
				argument.type === "Identifier" && argument.name === "exports",
		)
	);
}

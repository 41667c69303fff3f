import type { CallExpression, Node } from "@babel/types";
import { loadsIn } from "../modules/loads.js";
import type { Module } from "../modules/modules.js";
import { classAround, declaredProperties } from "../modules/shapes.js";
import {
	bare,
	endOf,
	memberName,
	startOf,
	stringOf,
} from "../syntax/syntax.js";
import { METHODS } from "../values/methods.js";
import type { Value } from "../values/value.js";
import type { Values } from "../values/values.js";

/** A call that hands handlers to an Express app, Router or route. */
export interface Mount {
	readonly call: CallExpression;
	/** What is called, and for which path, as it is written. */
	readonly text: string;
	/** Whether a path is given but `/`; without one, `use` has every request handled. */
	readonly hasPath: boolean;
	/** What is handed over, in the order in which Express calls it. */
	readonly handlers: readonly Node[];
}

/** Returns the mounts in `module`, in the order in which they are written. */
export function mountsIn(module: Module, values: Values): Mount[] {
	const isOfOther = loadsIn(module).some(({ specifier }) =>
		OTHERS.test(specifier),
	);
	return module.nodes
		.flatMap((node) => {
			const mount =
				node.type === "CallExpression"
					? mountOf(module, values, node, isOfOther)
					: undefined;
			return mount === undefined ? [] : [mount];
		})
		.sort((one, other) => endOf(one.call.callee) - endOf(other.call.callee));
}

/** Frameworks whose apps and routers have methods of the same names. */
const OTHERS =
	/^(?:koa|@koa\/router|koa-router|fastify|hono|restify|polka|connect|@hapi\/hapi|itty-router|find-my-way)$/;

function mountOf(
	module: Module,
	values: Values,
	call: CallExpression,
	isOfOther: boolean,
): Mount | undefined {
	const { callee, arguments: args } = call;
	const method = memberName(callee);
	if (
		callee.type !== "MemberExpression" ||
		method === undefined ||
		!METHODS.has(method)
	) {
		return undefined;
	}
	const receiver = receiverKind(module, values, callee.object);
	if (receiver === undefined || (receiver === "signs" && isOfOther)) {
		return undefined;
	}
	const [first, ...rest] = args;
	if (first === undefined) {
		return undefined;
	}
	const text = module.text.slice(startOf(callee), endOf(callee));
	const of = (hasPath: boolean, handlers: readonly Node[]): Mount => ({
		call,
		text: `${text.replace(/\s+/g, "")}(${handlers[0] === first ? "" : sourceOf(module, first)})`,
		hasPath,
		handlers: handlers.flatMap(inArrays),
	});
	if (receiver === "route") {
		return of(true, args);
	}
	if (method !== "use") {
		return rest.length > 0 ? of(true, rest) : undefined;
	}
	const given = values.of(module, first);
	if (isPath(given)) {
		const isEverything = stringOf(first) === "/";
		return rest.length > 0 ? of(!isEverything, rest) : undefined;
	}
	// Something not understood before a handler may be a path as well as middleware.
	return given.kind === "unknown" && rest.length > 0
		? of(false, rest)
		: of(false, args);
}

function isPath({ kind, elements }: Value): boolean {
	return (
		kind === "text" ||
		(kind === "list" && elements.length > 0 && elements.every(isPath))
	);
}

function inArrays(handler: Node): Node[] {
	const inner = bare(handler);
	return inner.type === "ArrayExpression"
		? inner.elements.flatMap((element) =>
				element === null ? [] : inArrays(element),
			)
		: [inner];
}

/** Returns what has the method that is called: known to be Express's, or by all signs. */
function receiverKind(
	module: Module,
	values: Values,
	object: Node,
): "app" | "route" | "signs" | undefined {
	const receiver = bare(object);
	const { kind } = values.of(module, receiver);
	if (kind !== "unknown") {
		return kind === "router" ? "app" : kind === "route" ? "route" : undefined;
	}
	if (receiver.type === "CallExpression") {
		const { callee, arguments: args } = receiver;
		const method = memberName(callee);
		if (callee.type !== "MemberExpression" || method === undefined) {
			return undefined;
		}
		const before = receiverKind(module, values, callee.object);
		if (method === "route" && before !== undefined) {
			return "route";
		}
		return METHODS.has(method) &&
			(args.length > 1 || method === "use" || before === "route")
			? before
			: undefined;
	}
	const name =
		receiver.type === "Identifier" ? receiver.name : memberName(receiver);
	return (name !== undefined && NAMES.test(name)) ||
		isTypedAsExpress(module, receiver)
		? "signs"
		: undefined;
}

/** What apps and Routers are called, where nothing tells what they are. */
const NAMES =
	/^_?(?:app|application|express|server|api|routes?)$|router$|app$/i;

/** Whether `receiver` is a variable, or a property of `this`, that is declared as an app or Router. */
function isTypedAsExpress(module: Module, receiver: Node): boolean {
	const name = memberName(receiver);
	const around =
		receiver.type === "MemberExpression" &&
		receiver.object.type === "ThisExpression"
			? classAround(module, receiver)
			: undefined;
	const declared =
		around === undefined || name === undefined
			? (module.scopes.bindingOf(receiver)?.identifiers ?? [])
			: declaredProperties(around, name);
	return declared.some(
		(one) =>
			"typeAnnotation" in one &&
			one.typeAnnotation &&
			/^:\s*(?:\w+\.)?(?:Express|Application|I?Router)$/.test(
				module.text.slice(
					startOf(one.typeAnnotation),
					endOf(one.typeAnnotation),
				),
			),
	);
}

/** Returns how `node` is written, on one line and not too long to be printed. */
export function sourceOf({ text }: Module, node: Node): string {
	const line = text.slice(startOf(node), endOf(node)).replace(/\s+/g, " ");
	return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

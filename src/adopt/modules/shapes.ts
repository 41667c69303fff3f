import type { Class, Node, ObjectExpression } from "@babel/types";
import type { Binding } from "../syntax/scopes.js";
import {
	type FunctionNode,
	keyOf,
	memberName,
	nodesIn,
	ownNodesIn,
} from "../syntax/syntax.js";
import type { Module } from "./modules.js";

/** Returns what Express reads as the number of parameters: those before one with a default, or the rest. */
export function lengthOf({ params }: FunctionNode): number {
	const own = params.filter(
		(param) => param.type !== "Identifier" || param.name !== "this",
	);
	const end = own.findIndex(
		({ type }) => type === "AssignmentPattern" || type === "RestElement",
	);
	return end < 0 ? own.length : end;
}

/** Returns the expression that a function returns, if it returns one only. */
export function returnedBy({ body }: FunctionNode): Node | undefined {
	if (body.type !== "BlockStatement") {
		return body;
	}
	const returned = [...ownNodesIn(body)].flatMap((node) =>
		node.type === "ReturnStatement" && node.argument ? [node.argument] : [],
	);
	return returned.length === 1 ? returned[0] : undefined;
}

/** Returns the members by which the pattern `id` comes to the variable `name`; `undefined` if it is not read by names alone. */
export function pathTo(id: Node, name: string): readonly string[] | undefined {
	if (id.type === "Identifier") {
		return id.name === name ? [] : undefined;
	}
	if (id.type !== "ObjectPattern") {
		return undefined;
	}
	for (const property of id.properties) {
		const key =
			property.type === "ObjectProperty" && !property.computed
				? keyOf(property.key)
				: undefined;
		const rest =
			property.type === "ObjectProperty"
				? pathTo(property.value, name)
				: undefined;
		if (key !== undefined && rest !== undefined) {
			return [key, ...rest];
		}
	}
	return undefined;
}

/** Returns what the property `name` of an object is written as, if it is no getter. */
export function propertyOf(
	{ properties }: ObjectExpression,
	name: string,
): Node | undefined {
	const [property, ...others] = properties.filter(
		(one) => one.type !== "SpreadElement" && keyOf(one.key) === name,
	);
	if (
		property === undefined ||
		property.type === "SpreadElement" ||
		property.computed ||
		others.length > 0
	) {
		return undefined;
	}
	return property.type === "ObjectProperty"
		? property.value
		: property.kind === "method"
			? property
			: undefined;
}

/** Returns what is assigned to the member `name` of a variable, if that is done once. */
export function assignedMember(
	{ scopes }: Module,
	{ references }: Binding,
	name: string,
): Node | undefined {
	const assigned = references.flatMap(({ node }) => {
		const member = scopes.parentOf(node);
		const assignment = member && scopes.parentOf(member);
		return member?.type === "MemberExpression" &&
			member.object === node &&
			memberName(member) === name &&
			assignment?.type === "AssignmentExpression" &&
			assignment.left === member
			? [assignment.right]
			: [];
	});
	return assigned.length === 1 ? assigned[0] : undefined;
}

/** Returns the class whose instance `this` is at `node`. */
export function classAround(module: Module, node: Node): Class | undefined {
	const { scopes } = module;
	const parent = scopes.parentOf(node);
	if (parent === undefined) {
		return undefined;
	}
	switch (parent.type) {
		case "FunctionDeclaration":
		case "FunctionExpression":
		case "ObjectMethod":
		case "StaticBlock":
			return undefined;
		case "ClassMethod":
		case "ClassPrivateMethod":
		case "ClassProperty": {
			const body = parent.static ? undefined : scopes.parentOf(parent);
			const found = body && scopes.parentOf(body);
			return found?.type === "ClassDeclaration" ||
				found?.type === "ClassExpression"
				? found
				: undefined;
		}
		default:
			return classAround(module, parent);
	}
}

/** Returns the function or value that the member `name` of a class is, or of its instances. */
export function memberOfClass(
	node: Class,
	name: string,
	isStatic: boolean,
): Node | undefined {
	const found = node.body.body.flatMap((member) => {
		if (
			(member.type !== "ClassMethod" && member.type !== "ClassProperty") ||
			member.computed ||
			member.static !== isStatic ||
			keyOf(member.key) !== name
		) {
			return [];
		}
		const value = member.type === "ClassMethod" ? member : member.value;
		return value && (member.type !== "ClassMethod" || member.kind === "method")
			? [value]
			: [];
	});
	const assigned = isStatic ? [] : assignedToThis(node, name);
	const all = [...found, ...assigned];
	return all.length === 1 ? all[0] : undefined;
}

/** Returns where the property `name` of a class's instances is declared with its type: in the class, or as a constructor's parameter. */
export function declaredProperties(node: Class, name: string): Node[] {
	return node.body.body.flatMap((member): Node[] => {
		if (member.type === "ClassProperty") {
			return keyOf(member.key) === name ? [member] : [];
		}
		const params = "params" in member ? member.params : [];
		return params.flatMap((param) =>
			param.type === "TSParameterProperty" &&
			param.parameter.type === "Identifier" &&
			param.parameter.name === name
				? [param.parameter]
				: [],
		);
	});
}

function assignedToThis(node: Class, name: string): Node[] {
	return [...nodesIn(node.body)].flatMap((one) =>
		one.type === "AssignmentExpression" &&
		one.left.type === "MemberExpression" &&
		one.left.object.type === "ThisExpression" &&
		memberName(one.left) === name
			? [one.right]
			: [],
	);
}

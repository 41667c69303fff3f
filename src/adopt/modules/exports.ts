import type { ExportNamedDeclaration, Node, Statement } from "@babel/types";
import { keyOf, loadChain, memberChain, stringOf } from "../syntax/syntax.js";
import type { Module } from "./modules.js";

/** What a module exports, by its syntax. */
export interface Exports {
	/** Each exported name. */
	readonly names: ReadonlyMap<string, Exported>;
	/** The specifiers of `export * from "…"`. */
	readonly stars: readonly string[];
	/** What is assigned to `module.exports`, if that is done once. */
	readonly whole: Node | undefined;
	/** Whether it does nothing but export what other modules export. */
	readonly isIndex: boolean;
	/** Whether it is an ES module, or was one before it was compiled. */
	readonly isMarked: boolean;
}

/** An exported name: an expression or declaration of the module, or a name of another; of that, `undefined` is all. */
export type Exported =
	| { readonly node: Node }
	| { readonly from: string; readonly name: string | undefined };

/** Returns what `module` exports. A name that is assigned to more than once is left out. */
export function exportsOf(module: Module): Exports {
	return module.isEs ? esExports(module.program.body) : commonjsExports(module);
}

function esExports(body: readonly Statement[]): Exports {
	const names = new Map<string, Exported>();
	const stars: string[] = [];
	let whole: Node | undefined;
	for (const statement of body) {
		switch (statement.type) {
			case "ExportAllDeclaration":
				stars.push(statement.source.value);
				break;
			case "ExportDefaultDeclaration":
				names.set("default", { node: statement.declaration });
				break;
			case "TSExportAssignment":
				whole = statement.expression;
				break;
			case "ExportNamedDeclaration":
				for (const [name, exported] of namedExports(statement)) {
					names.set(name, exported);
				}
		}
	}
	const isIndex = body.every(
		(statement) =>
			statement.type === "ExportAllDeclaration" ||
			(statement.type === "ExportNamedDeclaration" && !statement.declaration) ||
			(statement.type === "ImportDeclaration" &&
				statement.specifiers.length > 0),
	);
	return { names, stars, whole, isIndex, isMarked: true };
}

function namedExports(
	statement: ExportNamedDeclaration,
): [name: string, exported: Exported][] {
	const { declaration, source, specifiers } = statement;
	if (declaration) {
		return declaredNames(declaration).map(([name, node]) => [name, { node }]);
	}
	return specifiers.flatMap((specifier): [string, Exported][] => {
		const name = keyOf(specifier.exported);
		if (name === undefined) {
			return [];
		}
		if (specifier.type !== "ExportSpecifier") {
			return source ? [[name, { from: source.value, name: undefined }]] : [];
		}
		const { local } = specifier;
		return [
			[
				name,
				source ? { from: source.value, name: keyOf(local) } : { node: local },
			],
		];
	});
}

function declaredNames(declaration: Node): [name: string, node: Node][] {
	switch (declaration.type) {
		case "FunctionDeclaration":
		case "ClassDeclaration":
			return declaration.id ? [[declaration.id.name, declaration]] : [];
		case "VariableDeclaration":
			return declaration.declarations.flatMap(({ id }): [string, Node][] =>
				id.type === "Identifier" ? [[id.name, id]] : [],
			);
		default:
			return [];
	}
}

function commonjsExports({ program: { body }, scopes }: Module): Exports {
	const names = new Map<string, Exported>();
	const twice = new Set<string>();
	const wholes: Node[] = [];
	let isIndex = true;
	const isLoaded = (identifier: Node) =>
		scopes
			.bindingOf(identifier)
			?.declarations.every(
				(node) =>
					node.type === "VariableDeclarator" &&
					node.init &&
					loadChain(node.init) !== undefined,
			) === true;
	for (const statement of body) {
		for (const { target, value } of assignmentsIn(statement)) {
			const name = exportedName(target);
			if (name === "") {
				wholes.push(value);
			} else if (name !== undefined && !isVoid(value)) {
				if (names.has(name)) {
					twice.add(name);
				}
				names.set(name, { node: value });
			}
		}
		isIndex &&= isPassingOn(statement, isLoaded);
	}
	for (const name of twice) {
		names.delete(name);
	}
	return {
		names,
		stars: [],
		whole: wholes.length === 1 ? wholes[0] : undefined,
		isIndex,
		isMarked: names.has("__esModule") || body.some(isInteropMark),
	};
}

interface Assignment {
	readonly target: Node;
	readonly value: Node;
}

/** Returns the assignments of a statement: of `a = b = c`, both, and the value is `c`. */
function assignmentsIn(statement: Statement): Assignment[] {
	if (statement.type === "VariableDeclaration") {
		return statement.declarations.flatMap(({ init }) =>
			init ? chainOf(init) : [],
		);
	}
	return statement.type === "ExpressionStatement"
		? chainOf(statement.expression)
		: [];
}

function chainOf(expression: Node): Assignment[] {
	if (
		expression.type !== "AssignmentExpression" ||
		expression.operator !== "="
	) {
		return [];
	}
	const value = assignedValue(expression);
	return [{ target: expression.left, value }, ...chainOf(expression.right)];
}

/** Returns what is assigned in the end: `c` of `a = b = c`. */
export function assignedValue(expression: Node): Node {
	return expression.type === "AssignmentExpression" &&
		expression.operator === "="
		? assignedValue(expression.right)
		: expression;
}

/** Returns the name that an assignment to `target` exports; the empty one is `module.exports` itself. */
function exportedName(target: Node): string | undefined {
	const { root, members } = memberChain(target);
	if (root.type !== "Identifier") {
		return undefined;
	}
	const path = [root.name, ...members].join(".");
	return /^(?:module\.exports|exports)(?:\.([^.]+))?$/.test(path)
		? path === "exports"
			? undefined
			: path.replace(/^(?:module\.)?exports\.?/, "")
		: undefined;
}

function isVoid(value: Node): boolean {
	return value.type === "UnaryExpression" && value.operator === "void";
}

/** Whether all that `statement` does is to load modules, and to export what they export. */
function isPassingOn(
	statement: Statement,
	isLoaded: (identifier: Node) => boolean,
): boolean {
	if (statement.type === "VariableDeclaration") {
		return statement.declarations.every(
			({ init }) => init && loadChain(init) !== undefined,
		);
	}
	if (statement.type === "FunctionDeclaration") {
		return true;
	}
	const assignments = assignmentsIn(statement);
	return (
		assignments.every(
			({ target, value }) =>
				exportedName(target) !== undefined &&
				(isVoid(value) || isPassedOn(value, isLoaded)),
		) &&
		(assignments.length > 0 || isInteropMark(statement))
	);
}

/** Whether `value` is nothing but what other modules export. */
function isPassedOn(
	value: Node,
	isLoaded: (identifier: Node) => boolean,
): boolean {
	const { root } = memberChain(value);
	return root.type === "ObjectExpression"
		? root.properties.every(
				(property) =>
					property.type === "ObjectProperty" &&
					!property.computed &&
					isPassedOn(property.value, isLoaded),
			)
		: isLoaded(root) || loadChain(value) !== undefined;
}

/** Whether `statement` is what compilers write for "this was an ES module". */
function isInteropMark(statement: Statement): boolean {
	const call =
		statement.type === "ExpressionStatement" ? statement.expression : undefined;
	return (
		call?.type === "CallExpression" &&
		stringOf(call.arguments[1]) === "__esModule"
	);
}

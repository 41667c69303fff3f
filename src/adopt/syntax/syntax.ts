import { type ParserOptions, type ParserPlugin, parse } from "@babel/parser";
import type { CallExpression, Comment, Node, Program } from "@babel/types";

/** What the parser makes of a file's text. Positions in it are offsets into that text. */
export interface Syntax {
	readonly program: Program;
	readonly comments: readonly Comment[];
}

/** The names that files of JavaScript and TypeScript end in. */
export const EXTENSIONS = [
	...[".js", ".ts", ".mjs", ".mts", ".cjs", ".cts", ".jsx", ".tsx"],
];

/** Returns the syntax of `text`, in the language that the name of `file` tells. Throws a `SyntaxError` if it has none. */
export function parseText(file: string, text: string): Syntax {
	const { program, comments } = parse(text, optionsFor(file));
	return { program, comments: comments ?? [] };
}

function optionsFor(file: string): ParserOptions {
	const [, kind = "", language = "", x] =
		/\.([cm]?)([jt])s(x?)$/.exec(file) ?? [];
	const plugins: ParserPlugin[] = [
		...([
			"decorators-legacy",
			"decoratorAutoAccessors",
			"explicitResourceManagement",
		] as const),
		...(language === "t" ? (["typescript"] as const) : []),
		...(language !== "t" || x === "x" ? (["jsx"] as const) : []),
	];
	return {
		plugins,
		attachComment: false,
		...(kind === "m"
			? { sourceType: "module" }
			: kind === "c" && language === "j"
				? { sourceType: "commonjs" }
				: { sourceType: "unambiguous", allowReturnOutsideFunction: true }),
	};
}

/** Returns the nodes directly below `node`, in no order that counts. */
export function childrenOf(node: Node): Node[] {
	const children: Node[] = [];
	for (const value of Object.values(node) as unknown[]) {
		if (isNode(value)) {
			children.push(value);
		} else if (Array.isArray(value)) {
			children.push(...value.filter(isNode));
		}
	}
	return children;
}

function isNode(value: unknown): value is Node {
	return (
		typeof value === "object" &&
		value !== null &&
		"type" in value &&
		typeof value.type === "string"
	);
}

/** Returns `node`, and all below it. */
export function* nodesIn(node: Node): Generator<Node> {
	yield node;
	for (const child of childrenOf(node)) {
		yield* nodesIn(child);
	}
}

/** Returns all of `node` that runs when it runs: what is in functions below it, and in types, does not. */
export function* ownNodesIn(node: Node): Generator<Node> {
	yield node;
	for (const child of childrenOf(node)) {
		if (!isFunction(child)) {
			yield* ownNodesIn(child);
		}
	}
}

/** Returns the expression in `node` without what stands around it for a type checker or compiler alone. */
export function bare(node: Node): Node {
	switch (node.type) {
		case "TSAsExpression":
		case "TSSatisfiesExpression":
		case "TSTypeAssertion":
		case "TSNonNullExpression":
		case "TSInstantiationExpression":
		case "ParenthesizedExpression":
			return bare(node.expression);
		case "SequenceExpression": {
			// Compilers write `(0, a.b)()`, for `this` not to be `a`.
			const [first, second, third] = node.expressions;
			return first?.type === "NumericLiteral" && second && !third
				? bare(second)
				: node;
		}
		default:
			return node;
	}
}

/** Whether `node` is such an expression around another. */
export function isWrapper(node: Node): boolean {
	return bare(node) !== node;
}

/** Returns the name of the member that `node` stands for, `b` of `a.b` and `a["b"]`; `undefined` if it is computed, or none. */
export function memberName(node: Node): string | undefined {
	if (
		node.type !== "MemberExpression" &&
		node.type !== "OptionalMemberExpression"
	) {
		return undefined;
	}
	const { computed, property } = node;
	return computed ? stringOf(property) : keyOf(property);
}

/** Returns the name that a key of an object or class, or in an import or export, stands for. */
export function keyOf(key: Node): string | undefined {
	return key.type === "Identifier" ? key.name : stringOf(key);
}

/** Returns the members of a module that a specifier of an import declares a variable for: none, of a namespace. */
export function importedMembers(specifier: Node): readonly string[] {
	switch (specifier.type) {
		case "ImportDefaultSpecifier":
			return ["default"];
		case "ImportSpecifier":
			return [keyOf(specifier.imported) ?? "default"];
		default:
			return [];
	}
}

/** Returns the string that `node` is, written as one. */
export function stringOf(node: Node | null | undefined): string | undefined {
	if (node?.type === "StringLiteral") {
		return node.value;
	}
	if (node?.type === "TemplateLiteral" && node.expressions.length === 0) {
		return node.quasis[0]?.value.cooked ?? undefined;
	}
	return undefined;
}

/** Returns an expression and the names that are read of it one after the other: of `a.b.c`, `a` and `b`, `c`. */
export function memberChain(node: Node): {
	readonly root: Node;
	readonly members: readonly string[];
} {
	const expression = bare(node);
	const name = memberName(expression);
	if (name === undefined || expression.type !== "MemberExpression") {
		return { root: expression, members: [] };
	}
	const { root, members } = memberChain(expression.object);
	return { root, members: [...members, name] };
}

/** Returns the specifier that `node` loads, if it is `require("…")` or `import("…")`. */
export function loadedBy(node: Node): Loading | undefined {
	if (node.type === "ImportExpression") {
		return specifierOf(node.source, "import");
	}
	if (node.type !== "CallExpression") {
		return undefined;
	}
	const { callee, arguments: args } = node;
	if (callee.type === "Import") {
		return specifierOf(args[0], "import");
	}
	return callee.type === "Identifier" && callee.name === "require"
		? specifierOf(args[0], "require")
		: undefined;
}

/** Whether `node` calls the function with which compilers have a module required as if it were imported. */
export function isInterop(node: Node): node is CallExpression {
	if (node.type !== "CallExpression" || node.arguments.length === 0) {
		return false;
	}
	const { root, members } = memberChain(node.callee);
	const name = root.type === "Identifier" ? [root.name, ...members].at(-1) : "";
	return /^(?:__importDefault|__importStar|_interopRequire(?:Default|Wildcard)\d*)$/.test(
		name ?? "",
	);
}

/** Returns what a variable that is given `node` is of the module that is loaded there, if one is. */
export function loadChain(node: Node):
	| {
			readonly specifier: string;
			readonly members: readonly string[];
			readonly isInterop: boolean;
	  }
	| undefined {
	const { root, members } = memberChain(node);
	const [required] = isInterop(root) ? root.arguments : [];
	const specifier = loadedBy(required ?? root)?.specifier;
	return specifier === undefined
		? undefined
		: { specifier, members, isInterop: required !== undefined };
}

/** How a module is loaded: by which of Node's two ways, and its specifier, `undefined` if that is computed. */
export interface Loading {
	readonly by: "import" | "require";
	readonly specifier: string | undefined;
}

function specifierOf(node: Node | undefined, by: Loading["by"]): Loading {
	return { by, specifier: stringOf(node) };
}

/** Whether `node` makes a function. */
export function isFunction(node: Node): node is FunctionNode {
	return (
		node.type === "FunctionDeclaration" ||
		node.type === "FunctionExpression" ||
		node.type === "ArrowFunctionExpression" ||
		node.type === "ObjectMethod" ||
		node.type === "ClassMethod" ||
		node.type === "ClassPrivateMethod"
	);
}

export type FunctionNode = Extract<
	Node,
	{
		type:
			| "FunctionDeclaration"
			| "FunctionExpression"
			| "ArrowFunctionExpression"
			| "ObjectMethod"
			| "ClassMethod"
			| "ClassPrivateMethod";
	}
>;

/** Whether `inner` stands in `outer`, or is as long. */
export function isInside(inner: Comment | Node, outer: Node): boolean {
	return (
		(inner.start ?? 0) >= startOf(outer) && (inner.end ?? 0) <= endOf(outer)
	);
}

/** Returns the offset at which `node` begins. */
export function startOf(node: Node): number {
	return node.start ?? 0;
}

/** Returns the offset behind `node`. */
export function endOf(node: Node): number {
	return node.end ?? 0;
}

export type { Node };

import type { Node, Program } from "@babel/types";
import {
	holdsVar,
	identifiersIn,
	isOfTypes,
	isOnlyName,
	opensScope,
} from "./names.js";
import { bare, childrenOf, isFunction } from "./syntax.js";

/** A name that a file declares, and all that refers to it. */
export interface Binding {
	readonly name: string;
	/** What declares it: an import's specifier, a variable's declarator, a function, a class, or the function whose parameter it is. */
	readonly declarations: Node[];
	/** The identifiers by which it is declared. */
	readonly identifiers: Node[];
	readonly references: Reference[];
}

/** An identifier that refers to a binding. */
export interface Reference {
	readonly node: Node;
	/** Whether it stands in a type, of which nothing is left at run time. */
	readonly isType: boolean;
	/** Whether it is assigned to. */
	readonly isWrite: boolean;
}

/** What the names in a file refer to. */
export interface Scopes {
	readonly bindings: readonly Binding[];
	/** Every name that stands in the file for a variable, wherever. */
	readonly names: ReadonlySet<string>;
	/** Those of them that nothing in the file declares. */
	readonly free: ReadonlySet<string>;
	/** Returns what an identifier refers to or declares; `undefined` if nothing in the file declares it. */
	bindingOf(identifier: Node): Binding | undefined;
	parentOf(node: Node): Node | undefined;
}

interface Scope {
	readonly outer: Scope | undefined;
	readonly isFunction: boolean;
	readonly bindings: Map<string, Binding>;
}

/** Returns what the names in `program` refer to. */
export function scopesOf(program: Program): Scopes {
	const bindings: Binding[] = [];
	const names = new Set<string>();
	const free = new Set<string>();
	const parents = new Map<Node, Node>();
	const scopes = new Map<Node, Scope>();
	const bound = new Map<Node, Binding>();

	declareIn(program, {
		outer: undefined,
		isFunction: true,
		bindings: new Map(),
	});
	refer(program, false, undefined);
	return {
		bindings,
		names,
		free,
		bindingOf: (identifier) => bound.get(identifier),
		parentOf: (node) => parents.get(node),
	};

	function declareIn(node: Node, outer: Scope): void {
		const scope = opensScope(node)
			? {
					outer,
					isFunction: holdsVar(node),
					bindings: new Map<string, Binding>(),
				}
			: outer;
		scopes.set(node, scope);
		for (const declared of declaredBy(node, outer, scope)) {
			declare(declared);
		}
		for (const child of childrenOf(node)) {
			parents.set(child, node);
			declareIn(child, scope);
		}
	}

	function declare({ identifier, declaration, scope }: Declared): void {
		if (identifier.type !== "Identifier") {
			return;
		}
		const { name } = identifier;
		const known = scope.bindings.get(name);
		const binding = known ?? {
			name,
			declarations: [],
			identifiers: [],
			references: [],
		};
		if (known === undefined) {
			scope.bindings.set(name, binding);
			bindings.push(binding);
		}
		binding.declarations.push(declaration);
		binding.identifiers.push(identifier);
		bound.set(identifier, binding);
		names.add(name);
	}

	function refer(node: Node, isType: boolean, parent: Node | undefined): void {
		if (
			(node.type === "Identifier" || node.type === "JSXIdentifier") &&
			!bound.has(node) &&
			!isOnlyName(node, parent)
		) {
			names.add(node.name);
			const binding = find(node.name, scopes.get(node));
			if (binding === undefined) {
				free.add(node.name);
			} else {
				bound.set(node, binding);
				const isWrite = isAssigned(node);
				binding.references.push({ node, isType, isWrite });
			}
		}
		if (node.type === "ExportNamedDeclaration" && node.source) {
			return; // Its names are another module's.
		}
		const isInType = isType || isOfTypes(node);
		for (const child of childrenOf(node)) {
			refer(child, isInType, node);
		}
	}

	function isAssigned(node: Node): boolean {
		const parent = parents.get(node);
		switch (parent?.type) {
			case "AssignmentExpression":
			case "ForInStatement":
			case "ForOfStatement":
				return parent.left === node;
			case "UpdateExpression":
			case "ArrayPattern":
			case "RestElement":
				return true;
			case "AssignmentPattern":
				return parent.left === node;
			case "ObjectProperty":
				return (
					parent.value === node && parents.get(parent)?.type === "ObjectPattern"
				);
			default:
				return parent !== undefined && bare(parent) !== parent
					? isAssigned(parent)
					: false;
		}
	}
}

function find(name: string, scope: Scope | undefined): Binding | undefined {
	return scope && (scope.bindings.get(name) ?? find(name, scope.outer));
}

/** A name that is declared: where it stands, what declares it, and the scope that it is seen in. */
interface Declared {
	readonly identifier: Node;
	readonly declaration: Node;
	readonly scope: Scope;
}

/** Returns what `node` declares: in the scope `outer` around it, or in its `own`. */
function declaredBy(node: Node, outer: Scope, own: Scope): Declared[] {
	const inScope = (scope: Scope, ...patterns: (Node | null | undefined)[]) =>
		patterns
			.flatMap((pattern) => (pattern ? identifiersIn(pattern) : []))
			.map((identifier) => ({ identifier, declaration: node, scope }));
	if (isFunction(node)) {
		const isOuter = node.type === "FunctionDeclaration";
		const name = "id" in node ? node.id : undefined;
		return [
			...inScope(own, ...node.params),
			...inScope(isOuter ? outer : own, name),
		];
	}
	switch (node.type) {
		case "VariableDeclaration":
			return node.declarations.flatMap((declaration) =>
				identifiersIn(declaration.id).map((identifier) => ({
					identifier,
					declaration,
					scope: node.kind === "var" ? functionScope(own) : own,
				})),
			);
		case "ClassDeclaration":
		case "TSDeclareFunction":
		case "TSEnumDeclaration":
		case "TSModuleDeclaration":
		case "TSImportEqualsDeclaration":
			return inScope(outer, node.id);
		case "ClassExpression":
			return inScope(own, node.id);
		case "CatchClause":
			return inScope(own, node.param);
		case "ImportDefaultSpecifier":
		case "ImportNamespaceSpecifier":
		case "ImportSpecifier":
			return inScope(own, node.local);
		default:
			return [];
	}
}

function functionScope(scope: Scope): Scope {
	return scope.isFunction || scope.outer === undefined
		? scope
		: functionScope(scope.outer);
}

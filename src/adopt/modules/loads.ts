import type { Node } from "@babel/types";
import type { Binding } from "../syntax/scopes.js";
import {
	bare,
	importedMembers,
	isFunction,
	isInside,
	isInterop,
	isWrapper,
	loadedBy,
	memberName,
	startOf,
} from "../syntax/syntax.js";
import type { Module } from "./modules.js";
import { pathTo } from "./shapes.js";

/** A place in a module where it loads another. */
export interface Load {
	readonly specifier: string;
	readonly by: "import" | "require";
	/** The whole of it: a declaration, or the expression that calls `require` or awaits `import()`. */
	readonly node: Node;
	/** What is not needed any more once nothing uses what is loaded; `undefined` of an expression. */
	readonly declaration: Node | undefined;
	/** Where what is loaded is used; not in types. */
	readonly uses: readonly Use[];
	/** Whether it is loaded for nothing but what that does. */
	readonly isBare: boolean;
	/** Whether it is required as if it were imported, by what a compiler wrote: `default` is the whole of what was no ES module. */
	readonly isInterop: boolean;
	/** Whether it is loaded when the module that it stands in is. */
	readonly isStatic: boolean;
}

/** An expression that reads something of a module that is loaded. */
export interface Use {
	readonly node: Node;
	/** The members that are read of the module, one of the other: `default` first, of a default import. */
	readonly path: readonly string[];
	/** What the variable is called of which the last ones are read; `undefined` if there is none. */
	readonly local: string | undefined;
}

/** Returns where `module` loads others, in the order in which that is written. */
export function loadsIn(module: Module): readonly Load[] {
	const loads = known.get(module) ?? findLoads(module);
	known.set(module, loads);
	return loads;
}

const known = new WeakMap<Module, readonly Load[]>();

function findLoads(module: Module): Load[] {
	return module.nodes
		.flatMap((node) => {
			const load = loadAt(module, node);
			return load === undefined ? [] : [load];
		})
		.sort((one, other) => startOf(one.node) - startOf(other.node));
}

function loadAt(module: Module, node: Node): Load | undefined {
	switch (node.type) {
		case "ImportDeclaration": {
			if (node.importKind === "type" || node.importKind === "typeof") {
				return undefined;
			}
			const bindings = node.specifiers.flatMap((specifier) => {
				const isType =
					specifier.type === "ImportSpecifier" &&
					(specifier.importKind === "type" ||
						specifier.importKind === "typeof");
				const binding = module.scopes.bindingOf(specifier.local);
				const path = importedMembers(specifier);
				return isType || binding === undefined ? [] : [{ binding, path }];
			});
			const uses = node.attributes?.length
				? [{ node, path: [], local: undefined }]
				: bindings.flatMap((one) => usesOf(module, one));
			const isOnlyTypes =
				node.specifiers.length > 0 &&
				uses.length === 0 &&
				bindings.every(({ binding }) => binding.references.length > 0);
			return isOnlyTypes
				? undefined
				: {
						specifier: node.source.value,
						by: "import",
						node,
						declaration: node,
						uses,
						isBare: node.specifiers.length === 0,
						isInterop: false,
						isStatic: true,
					};
		}
		case "TSImportEqualsDeclaration": {
			const { moduleReference, importKind, id } = node;
			const binding = module.scopes.bindingOf(id);
			return importKind === "type" ||
				binding === undefined ||
				moduleReference.type !== "TSExternalModuleReference"
				? undefined
				: {
						specifier: moduleReference.expression.value,
						by: "import",
						node,
						declaration: node,
						uses: usesOf(module, { binding, path: [] }),
						isBare: false,
						isInterop: false,
						isStatic: true,
					};
		}
		case "ExportNamedDeclaration":
		case "ExportAllDeclaration":
			return node.source && node.exportKind !== "type"
				? {
						specifier: node.source.value,
						by: "import",
						node,
						declaration: undefined,
						uses: [{ node, path: [], local: undefined }],
						isBare: false,
						isInterop: false,
						isStatic: true,
					}
				: undefined;
		default:
			return loadInExpression(module, node);
	}
}

function loadInExpression(module: Module, call: Node): Load | undefined {
	const { by, specifier } = loadedBy(call) ?? {};
	const parent = module.scopes.parentOf(call);
	if (
		by === undefined ||
		specifier === undefined ||
		(by === "import" && parent?.type !== "AwaitExpression") ||
		(by === "require" &&
			module.scopes.names.has("require") &&
			!module.scopes.free.has("require"))
	) {
		return undefined;
	}
	const node = by === "import" && parent ? parent : call;
	const isStatic = !isInFunction(module, node);
	const { outermost, path, isInterop } = chainAround(module, node);
	const of = { specifier, by, node, isStatic, isInterop, isBare: false };
	const user = userOf(module, outermost);
	if (user?.type === "ExpressionStatement") {
		return { ...of, declaration: undefined, uses: [], isBare: true };
	}
	if (
		user?.type === "VariableDeclarator" &&
		user.init &&
		bare(user.init) === outermost
	) {
		const bindings = isPlainStatement(module, user)
			? bindingsOf(module, user.id, path)
			: undefined;
		if (bindings !== undefined) {
			const uses = bindings.flatMap((one) => usesOf(module, one));
			return { ...of, declaration: user, uses };
		}
	}
	return {
		...of,
		declaration: undefined,
		uses: [{ node: outermost, path, local: undefined }],
	};
}

/** Returns the variables that the pattern `id` declares; `undefined` if what they are is more than a member of what is assigned. */
function bindingsOf(
	{ scopes }: Module,
	id: Node,
	path: readonly string[],
): Bound[] | undefined {
	const all = scopes.bindings.filter(({ identifiers }) =>
		identifiers.some((one) => isInside(one, id)),
	);
	const bound = all.flatMap((binding) => {
		const more = pathTo(id, binding.name);
		const isOnly =
			binding.declarations.length === 1 &&
			binding.references.every(({ isWrite, isType }) => !isWrite && !isType);
		return more && isOnly ? [{ binding, path: [...path, ...more] }] : [];
	});
	return bound.length === all.length ? bound : undefined;
}

interface Bound {
	readonly binding: Binding;
	/** The members of the module that it is. */
	readonly path: readonly string[];
}

/** Whether the variables of `declarator` are declared by a statement of their own. */
function isPlainStatement({ scopes }: Module, declarator: Node): boolean {
	const declaration = scopes.parentOf(declarator);
	const around = declaration && scopes.parentOf(declaration);
	return around?.type === "Program" || around?.type === "BlockStatement";
}

function usesOf(module: Module, { binding, path }: Bound): Use[] {
	return binding.references
		.filter(({ isType }) => !isType)
		.map(({ node }) => {
			const chain = chainAround(module, node);
			return {
				node: chain.outermost,
				path: [...path, ...chain.path],
				local: binding.name,
			};
		});
}

/** An expression that reads members of what is inside it. */
interface Chain {
	readonly outermost: Node;
	readonly path: readonly string[];
	/** Whether the function of a compiler is called in it. */
	readonly isInterop: boolean;
}

/** Returns the expression around `node` that reads members of it, and which. */
function chainAround({ scopes }: Module, node: Node): Chain {
	const path: string[] = [];
	let outermost = node;
	let called = false;
	let at = scopes.parentOf(node);
	for (
		let inner = node;
		at !== undefined;
		inner = at, at = scopes.parentOf(at)
	) {
		const name =
			at.type === "MemberExpression" && at.object === inner
				? memberName(at)
				: undefined;
		if (name !== undefined) {
			path.push(name);
			outermost = at;
		} else if (isInterop(at) && at.arguments[0] === inner) {
			called = true;
			outermost = at;
		} else if (!isWrapper(at)) {
			break;
		}
	}
	return { outermost, path, isInterop: called };
}

/** Returns what `node` is a part of, but for what stands around it for the type checker alone. */
export function userOf(module: Module, node: Node): Node | undefined {
	const parent = module.scopes.parentOf(node);
	return parent && isWrapper(parent) ? userOf(module, parent) : parent;
}

function isInFunction(module: Module, node: Node): boolean {
	const parent = module.scopes.parentOf(node);
	return (
		parent !== undefined && (isFunction(parent) || isInFunction(module, parent))
	);
}

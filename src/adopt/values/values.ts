import type { CallExpression, Class, Node } from "@babel/types";
import {
	assignedValue,
	type Exported,
	type Exports,
	exportsOf,
} from "../modules/exports.js";
import { isRelative, type Module, type Modules } from "../modules/modules.js";
import {
	assignedMember,
	classAround,
	lengthOf,
	memberOfClass,
	pathTo,
	propertyOf,
	returnedBy,
} from "../modules/shapes.js";
import type { Binding } from "../syntax/scopes.js";
import {
	bare,
	type FunctionNode,
	importedMembers,
	isFunction,
	isInterop,
	loadedBy,
	memberName,
} from "../syntax/syntax.js";
import { packageValue } from "./package-values.js";
import {
	functionValue,
	listValue,
	objectValue,
	TEXT,
	UNKNOWN,
	type Value,
} from "./value.js";

/** Tells what expressions are, as far as that can be read. */
export interface Values {
	/** Returns what an expression of `module` is. */
	of(module: Module, node: Node): Value;
	/** Returns what the module that `specifier` stands for in `module` is when it is loaded by `by`. */
	ofModule(module: Module, specifier: string, by: "import" | "require"): Value;
}

/** Returns what tells what expressions in `modules` are. */
export function createValues(modules: Modules): Values {
	const known = new Map<Node, Value>();
	const exports = new Map<Module, Exports>();

	function of(module: Module, node: Node): Value {
		const value = known.get(node);
		if (value !== undefined) {
			return value;
		}
		known.set(node, UNKNOWN); // What is made of itself is not understood.
		const found = evaluate(module, bare(node));
		known.set(node, found);
		return found;
	}

	function evaluate(module: Module, node: Node): Value {
		if (isFunction(node)) {
			return functionOf(module, node);
		}
		const loading = loadedBy(node);
		if (loading !== undefined) {
			return loading.specifier === undefined
				? UNKNOWN
				: ofModule(module, loading.specifier, loading.by);
		}
		switch (node.type) {
			case "StringLiteral":
			case "TemplateLiteral":
			case "RegExpLiteral":
				return TEXT;
			case "BinaryExpression":
				return node.operator === "+" &&
					[node.left, node.right].some(
						(side) => of(module, side).kind === "text",
					)
					? TEXT
					: UNKNOWN;
			case "Identifier": {
				const binding = module.scopes.bindingOf(node);
				return binding === undefined
					? ofGlobal(module, node.name)
					: ofBinding(module, binding);
			}
			case "ThisExpression": {
				const around = classAround(module, node);
				return around === undefined
					? UNKNOWN
					: objectValue(membersOf(module, around, false));
			}
			case "MemberExpression": {
				const name = memberName(node);
				return name === undefined
					? UNKNOWN
					: of(module, node.object).member(name);
			}
			case "CallExpression":
			case "NewExpression":
				if (isInterop(node)) {
					return interopValue(module, node);
				}
				return of(module, node.callee).call(
					node.arguments.map((argument) => of(module, argument)),
				);
			case "AwaitExpression":
				return of(module, node.argument);
			case "AssignmentExpression":
				return of(module, assignedValue(node));
			case "SequenceExpression": {
				const last = node.expressions.at(-1);
				return last === undefined ? UNKNOWN : of(module, last);
			}
			case "ArrayExpression":
				return listValue(
					node.elements.map((element) =>
						element === null ? UNKNOWN : of(module, element),
					),
				);
			case "ObjectExpression":
				return objectValue((name) => {
					const property = propertyOf(node, name);
					return property === undefined ? UNKNOWN : of(module, property);
				});
			case "ClassDeclaration":
			case "ClassExpression":
				return objectValue(membersOf(module, node, true), () =>
					objectValue(membersOf(module, node, false)),
				);
			default:
				return UNKNOWN;
		}
	}

	function interopValue(module: Module, call: CallExpression): Value {
		const [required] = call.arguments;
		const value = required === undefined ? UNKNOWN : of(module, required);
		return value.withMembers((name) =>
			name === "default" && value.member(name).kind === "unknown"
				? value
				: undefined,
		);
	}

	function functionOf(module: Module, node: FunctionNode): Value {
		if (node.generator) {
			// Express would run nothing of it: whatever takes it, such as Koa 1, calls it otherwise.
			return UNKNOWN;
		}
		return functionValue(lengthOf(node), (args) => {
			const returned = returnedBy(node);
			const place = node.params.findIndex(
				(param) =>
					returned !== undefined &&
					module.scopes.bindingOf(param) !== undefined &&
					module.scopes.bindingOf(param) === module.scopes.bindingOf(returned),
			);
			if (place >= 0) {
				return args[place] ?? UNKNOWN;
			}
			return returned === undefined ? UNKNOWN : of(module, returned);
		});
	}

	function ofBinding(module: Module, binding: Binding): Value {
		const [declaration, ...others] = binding.declarations;
		if (
			declaration === undefined ||
			others.length > 0 ||
			binding.references.some(({ isWrite }) => isWrite)
		) {
			return UNKNOWN;
		}
		const value = declaredValue(module, binding, declaration);
		return value.withMembers((name) => {
			const node = assignedMember(module, binding, name);
			return node && of(module, node);
		});
	}

	function declaredValue(
		module: Module,
		{ name }: Binding,
		declaration: Node,
	): Value {
		switch (declaration.type) {
			case "VariableDeclarator": {
				const { id, init } = declaration;
				const path = init ? pathTo(id, name) : undefined;
				return init && path
					? path.reduce((value, key) => value.member(key), of(module, init))
					: UNKNOWN;
			}
			case "FunctionDeclaration":
			case "FunctionExpression":
				// Of a function that is declared by this name; its parameter is anything.
				return "id" in declaration && declaration.id?.name === name
					? of(module, declaration)
					: UNKNOWN;
			case "ClassDeclaration":
			case "ClassExpression":
				return of(module, declaration);
			case "ImportDefaultSpecifier":
			case "ImportNamespaceSpecifier":
			case "ImportSpecifier": {
				const parent = module.scopes.parentOf(declaration);
				if (parent?.type !== "ImportDeclaration") {
					return UNKNOWN;
				}
				return importedMembers(declaration).reduce(
					(value, member) => value.member(member),
					ofModule(module, parent.source.value, "import"),
				);
			}
			case "TSImportEqualsDeclaration": {
				const { moduleReference } = declaration;
				return moduleReference.type === "TSExternalModuleReference"
					? ofModule(module, moduleReference.expression.value, "require")
					: UNKNOWN;
			}
			default:
				return UNKNOWN;
		}
	}

	function ofModule(
		from: Module,
		specifier: string,
		by: "import" | "require",
	): Value {
		if (!isRelative(specifier)) {
			return packageValue(specifier);
		}
		const module = modules.follow(from, specifier);
		if (module === undefined) {
			return UNKNOWN;
		}
		return exportsValue(module, by);
	}

	function ofGlobal(module: Module, name: string): Value {
		return name === "module"
			? objectValue((member) =>
					member === "exports" ? exportsValue(module, "require") : UNKNOWN,
				)
			: name === "exports"
				? exportsValue(module, "require")
				: UNKNOWN;
	}

	function exportsValue(module: Module, by: "import" | "require"): Value {
		const own = exports.get(module) ?? exportsOf(module);
		exports.set(module, own);
		const named = objectValue((name) => exportedBy(module, own, name));
		if (own.whole === undefined) {
			// Which of the two an ES module sees as `default` is up to what compiled this one.
			return module.isEs || own.names.has("default") || by === "require"
				? named
				: named.withMembers((name) => (name === "default" ? named : undefined));
		}
		const whole = of(module, own.whole);
		return whole.withMembers((name) => {
			const exported = own.names.has(name)
				? exportedBy(module, own, name)
				: undefined;
			return (
				exported ?? (by === "import" && name === "default" ? whole : undefined)
			);
		});
	}

	function exportedBy(module: Module, own: Exports, name: string): Value {
		const exported: Exported | undefined = own.names.get(name);
		if (exported === undefined) {
			const values = own.stars
				.map((from) => ofModule(module, from, "import").member(name))
				.filter(({ kind }) => kind !== "unknown");
			return values.length === 1 && values[0] ? values[0] : UNKNOWN;
		}
		if ("node" in exported) {
			const { node } = exported;
			const binding = module.scopes.bindingOf(node);
			return binding === undefined
				? of(module, node)
				: ofBinding(module, binding);
		}
		const behind = ofModule(module, exported.from, "import");
		return exported.name === undefined ? behind : behind.member(exported.name);
	}

	function membersOf(
		module: Module,
		node: Class,
		isStatic: boolean,
	): Value["member"] {
		return (name) => {
			const member = memberOfClass(node, name, isStatic);
			return member === undefined ? UNKNOWN : of(module, member);
		};
	}

	return { of, ofModule };
}

import type { Node } from "@babel/types";
import { isFunction } from "./syntax.js";

/** Returns the identifiers that a pattern binds. */
export function identifiersIn(pattern: Node): Node[] {
	switch (pattern.type) {
		case "Identifier":
			return [pattern];
		case "ObjectPattern":
			return pattern.properties.flatMap(identifiersIn);
		case "ObjectProperty":
			return identifiersIn(pattern.value);
		case "ArrayPattern":
			return pattern.elements.flatMap((element) =>
				element === null ? [] : identifiersIn(element),
			);
		case "AssignmentPattern":
			return identifiersIn(pattern.left);
		case "RestElement":
			return identifiersIn(pattern.argument);
		case "TSParameterProperty":
			return identifiersIn(pattern.parameter);
		default:
			return [];
	}
}

/** Whether what is declared in `node` is seen in it alone. */
export function opensScope(node: Node): boolean {
	return (
		holdsVar(node) ||
		node.type === "BlockStatement" ||
		node.type === "ForStatement" ||
		node.type === "ForInStatement" ||
		node.type === "ForOfStatement" ||
		node.type === "SwitchStatement" ||
		node.type === "CatchClause" ||
		node.type === "ClassExpression"
	);
}

/** Whether what `var` declares in `node` is seen in all of it, and nowhere else. */
export function holdsVar(node: Node): boolean {
	return (
		isFunction(node) ||
		node.type === "StaticBlock" ||
		node.type === "TSModuleBlock"
	);
}

/** Whether an identifier below `parent` is a mere name, of a member, a label or the like, and refers to nothing. */
export function isOnlyName(node: Node, parent: Node | undefined): boolean {
	switch (parent?.type) {
		case "MemberExpression":
		case "OptionalMemberExpression":
			return parent.property === node && !parent.computed;
		case "ObjectProperty":
		case "ObjectMethod":
		case "ClassMethod":
		case "ClassProperty":
		case "ClassAccessorProperty":
		case "TSDeclareMethod":
		case "TSPropertySignature":
		case "TSMethodSignature":
			return parent.key === node && parent.computed !== true;
		case "ImportSpecifier":
		case "ImportAttribute":
		case "MetaProperty":
		case "LabeledStatement":
		case "BreakStatement":
		case "ContinueStatement":
		case "JSXAttribute":
			return true;
		case "ExportSpecifier":
			return parent.exported === node && parent.local !== node;
		case "JSXOpeningElement":
		case "JSXClosingElement":
			return node.type === "JSXIdentifier" && /^[a-z]/.test(node.name);
		case "TSEnumMember":
			return parent.id === node;
		default:
			return false;
	}
}

/** Whether what is below `node` is types. Whatever of TypeScript's syntax is not listed here is. */
export function isOfTypes(node: Node): boolean {
	return node.type.startsWith("TS") && !VALUES_IN_TYPESCRIPT.has(node.type);
}

const VALUES_IN_TYPESCRIPT: ReadonlySet<string> = new Set([
	"TSAsExpression",
	"TSSatisfiesExpression",
	"TSTypeAssertion",
	"TSNonNullExpression",
	"TSInstantiationExpression",
	"TSParameterProperty",
	"TSExportAssignment",
	"TSEnumDeclaration",
	"TSEnumBody",
	"TSEnumMember",
	"TSModuleDeclaration",
	"TSModuleBlock",
	"TSImportEqualsDeclaration",
	"TSExternalModuleReference",
]);

import type { VariableDeclaration } from "@babel/types";
import MagicString from "magic-string";
import type { Module } from "../modules/modules.js";
import type { OwnLoad } from "../mounts/handlers.js";
import { endOf, type Node, startOf } from "../syntax/syntax.js";

/** Text that takes the place of a node. */
export interface Replacement {
	readonly node: Node;
	readonly text: string;
}

/** Returns the text of `module` with the replacements, without the declarations of `loads`, and with `statement` where `anchor` says. */
export function edited(
	module: Module,
	replacements: readonly Replacement[],
	loads: readonly OwnLoad[],
	insertion: Insertion | undefined,
): string {
	const text = new MagicString(module.text);
	for (const { node, text: replacement } of replacements) {
		text.overwrite(startOf(node), endOf(node), replacement);
	}
	const gone = new Set(loads.flatMap(({ declaration }) => declaration ?? []));
	for (const declaration of gone) {
		if (declaration.type !== "VariableDeclarator") {
			const types = typesOnly(module, declaration);
			if (types === undefined) {
				removeStatement(module, text, declaration);
			} else {
				text.overwrite(types.start, types.end, types.text);
			}
		}
	}
	for (const statement of module.nodes) {
		if (statement.type === "VariableDeclaration") {
			removeDeclarators(module, text, statement, gone);
		}
	}
	if (insertion !== undefined) {
		text.appendLeft(insertion.at, insertion.text);
	}
	return text.toString();
}

/** Text that is inserted at an offset. */
export interface Insertion {
	readonly at: number;
	readonly text: string;
}

/** Returns what has to be written for an import to leave the types that it imports; `undefined` if there are none. */
function typesOnly(
	{ scopes, text }: Module,
	declaration: Node,
): { start: number; end: number; text: string } | undefined {
	const isInTypes = (identifier: Node) =>
		scopes.bindingOf(identifier)?.references.some(({ isType }) => isType) ===
		true;
	if (declaration.type === "TSImportEqualsDeclaration") {
		const start = startOf(declaration.id);
		return isInTypes(declaration.id)
			? {
					start,
					end: endOf(declaration.id),
					text: `type ${declaration.id.name}`,
				}
			: undefined;
	}
	if (declaration.type !== "ImportDeclaration") {
		return undefined;
	}
	const kept = declaration.specifiers.filter(
		(specifier) =>
			(specifier.type === "ImportSpecifier" &&
				specifier.importKind === "type") ||
			isInTypes(specifier.local),
	);
	const written = kept.map((specifier) =>
		text.slice(startOf(specifier), endOf(specifier)).replace(/^type\s+/, ""),
	);
	const [first] = kept;
	if (first === undefined) {
		return undefined;
	}
	const clause =
		kept.length === 1 && first.type !== "ImportSpecifier"
			? written.join("")
			: `{ ${kept.map((one, index) => (one.type === "ImportDefaultSpecifier" ? `default as ${one.local.name}` : written[index])).join(", ")} }`;
	return {
		start: startOf(declaration),
		end: startOf(declaration.source),
		text: `import type ${clause} from `,
	};
}

/** Removes a statement, and its lines if nothing else is on them; and one of two blank lines that would meet. */
function removeStatement(module: Module, edits: MagicString, node: Node): void {
	const { text } = module;
	let start = startOf(node);
	let end = endOf(node);
	const before = /[^\S\r\n]*$/.exec(text.slice(0, start))?.[0] ?? "";
	const after = /^[^\S\r\n]*(\r?\n|$)/.exec(text.slice(end))?.[0];
	const lineStart = start - before.length;
	const isFirstOnLine = lineStart === 0 || text[lineStart - 1] === "\n";
	if (isFirstOnLine && after !== undefined) {
		start = lineStart;
		end += after.length;
	} else if (after === undefined) {
		end += /^[^\S\r\n]*/.exec(text.slice(end))?.[0].length ?? 0;
	} else {
		start = lineStart;
	}
	const comments = commentsIn(module, startOf(node), endOf(node));
	if (comments.length > 0) {
		const lineEnd = lineEndOf(module);
		const kept = comments.join(lineEnd) + (after === undefined ? lineEnd : "");
		edits.overwrite(startOf(node), endOf(node), kept);
	} else if (wouldJoin(module, node)) {
		edits.overwrite(startOf(node), endOf(node), ";");
	} else {
		edits.remove(start, end);
	}
}

/** Returns the comments between two offsets, as they are written. */
function commentsIn(
	{ comments, text }: Module,
	start: number,
	end: number,
): string[] {
	return comments
		.filter((one) => (one.start ?? 0) >= start && (one.end ?? 0) <= end)
		.map((one) => text.slice(one.start ?? 0, one.end ?? 0));
}

/** Returns what the lines of `module` end in. */
export function lineEndOf({ text }: Module): string {
	return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/** Whether what is before and behind a statement without semicolons would be one without it. */
function wouldJoin({ scopes, text }: Module, node: Node): boolean {
	const around = scopes.parentOf(node);
	const body =
		around?.type === "Program" || around?.type === "BlockStatement"
			? around.body
			: [];
	const previous = body.find((_, index) => body[index + 1] === node);
	return (
		previous !== undefined &&
		!/[;}]/.test(text[endOf(previous) - 1] ?? "") &&
		continues(text, endOf(node))
	);
}

/** Whether what comes first at the offset `at`, but for space, goes on with an expression that a semicolon does not end. */
export function continues(text: string, at: number): boolean {
	return /^\s*[([`/+\-*,.]/.test(text.slice(at).replace(COMMENTS, ""));
}

/** Comments and space at the start of a text. */
const COMMENTS = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/;

function removeDeclarators(
	module: Module,
	edits: MagicString,
	statement: VariableDeclaration,
	gone: ReadonlySet<Node>,
): void {
	const { declarations } = statement;
	const kept = declarations.filter((one) => !gone.has(one));
	const [first] = kept;
	if (kept.length === declarations.length) {
		return;
	}
	if (first === undefined) {
		removeStatement(module, edits, statement);
		return;
	}
	for (const [index, declarator] of declarations.entries()) {
		const isAfter = startOf(declarator) > startOf(first);
		// With the comma before it; of those before the first that stays, with the one behind.
		const other = declarations[isAfter ? index - 1 : index + 1];
		if (gone.has(declarator) && other !== undefined) {
			removeWithComma(module, edits, declarator, other);
		}
	}
}

/** Removes `declarator`, and all up to the one beside it, but for comments. */
function removeWithComma(
	module: Module,
	edits: MagicString,
	declarator: Node,
	beside: Node,
): void {
	const isAfter = startOf(declarator) > startOf(beside);
	const start = isAfter ? endOf(beside) : startOf(declarator);
	const end = isAfter ? endOf(declarator) : startOf(beside);
	if (commentsIn(module, start, end).length === 0) {
		edits.remove(start, end);
		return;
	}
	const [from, to] = isAfter
		? [start, startOf(declarator)]
		: [endOf(declarator), end];
	const between = module.text
		.slice(from, to)
		.replace(COMMENT, (comment) => " ".repeat(comment.length));
	const comma = from + between.indexOf(",");
	edits.remove(comma, comma + 1);
	edits.remove(startOf(declarator), endOf(declarator));
}

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

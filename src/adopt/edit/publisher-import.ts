import { type Load, loadsIn } from "../modules/loads.js";
import type { Module } from "../modules/modules.js";
import { endOf, type Node, startOf, stringOf } from "../syntax/syntax.js";
import { continues, type Insertion, lineEndOf } from "./edit.js";

/** How a module has the publisher: by which name, and what has to be inserted for it. */
export interface PublisherImport {
	readonly name: string;
	readonly insertion: Insertion | undefined;
}

const PACKAGE = "express-publisher";

/** Returns how `module` has the publisher, or can have it. */
export function publisherImport(module: Module): PublisherImport {
	const name = importedName(module);
	if (name !== undefined) {
		return { name, insertion: undefined };
	}
	const free = freeName(module);
	return { name: free, insertion: insertionOf(module, free) };
}

/** Returns the name by which the whole of `module` knows the publisher, if it has imported it. */
function importedName(module: Module): string | undefined {
	const { scopes, program } = module;
	return scopes.bindings.find(({ declarations: [declaration], references }) => {
		if (
			declaration === undefined ||
			references.some(({ isWrite }) => isWrite)
		) {
			return false;
		}
		const around = scopes.parentOf(declaration);
		const isOutermost =
			around !== undefined && scopes.parentOf(around) === program;
		const load = loadsIn(module).find(
			({ specifier, declaration: one }) =>
				specifier === PACKAGE && (one === declaration || one === around),
		);
		return isOutermost && load?.uses !== undefined && gives(declaration);
	})?.name;
}

function gives(declaration: Node): boolean {
	switch (declaration.type) {
		case "ImportDefaultSpecifier":
			return true;
		case "ImportSpecifier":
			return (
				declaration.importKind !== "type" &&
				"name" in declaration.imported &&
				/^(?:default|publisher)$/.test(declaration.imported.name)
			);
		case "VariableDeclarator":
			return (
				declaration.id.type === "Identifier" &&
				declaration.init?.type === "CallExpression"
			);
		default:
			return false;
	}
}

function freeName({ scopes: { names } }: Module): string {
	for (let number = 1; ; number++) {
		const candidates = ["publisher", "expressPublisher", `publisher${number}`];
		const free = candidates.find((name) => !names.has(name));
		if (free !== undefined) {
			return free;
		}
	}
}

/** Returns the quotation mark that `module` writes most of its specifiers with. */
export function quoteOf(module: Module): string {
	const specifiers = module.nodes.flatMap((node) => {
		const raw = stringOf(node) === undefined ? "" : module.text[startOf(node)];
		return raw === "'" || raw === '"' ? [raw] : [];
	});
	const single = specifiers.filter((quote) => quote === "'").length;
	return single * 2 > specifiers.length ? "'" : '"';
}

function insertionOf(module: Module, name: string): Insertion {
	const { text } = module;
	const quote = quoteOf(module);
	const end = lineEndOf(module);
	const express = outermostLoad(
		module,
		({ specifier }) => specifier === "express",
	);
	const like = express ?? outermostLoad(module, () => true);
	const isEnded = like
		? text[endOf(like) - 1] === ";"
		: module.program.body.some((one) => text[endOf(one) - 1] === ";");
	const kind = like?.type === "VariableDeclaration" ? like.kind : "const";
	const unended = `${
		module.isEs
			? `import ${name} from ${quote}${PACKAGE}${quote}`
			: `${kind} ${name} = require(${quote}${PACKAGE}${quote})`
	}`;
	const statement = (next: number) =>
		isEnded || continues(text, next) ? `${unended};` : unended;
	if (express !== undefined) {
		const behind =
			/^[^\S\r\n]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[^\S\r\n]*)?(?=\r?\n|$)/.exec(
				text.slice(endOf(express)),
			)?.[0];
		const at = endOf(express) + (behind?.length ?? 0);
		const written = statement(at);
		return { at, text: behind === undefined ? ` ${written}` : end + written };
	}
	const at = startOfBody(module, like);
	return { at, text: statement(at) + end };
}

/** Returns the first statement of the module itself that loads what `isMeant` tells. */
function outermostLoad(
	module: Module,
	isMeant: (load: Load) => boolean,
): Node | undefined {
	const loads = loadsIn(module).filter(
		(load) => load.isStatic && isMeant(load),
	);
	return module.program.body.find(
		(statement) =>
			(statement.type === "VariableDeclaration" ||
				statement.type === "ImportDeclaration" ||
				statement.type === "TSImportEqualsDeclaration") &&
			loads.some(
				({ node }) =>
					startOf(statement) <= startOf(node) &&
					endOf(node) <= endOf(statement),
			),
	);
}

/** Returns where the first statement can be inserted: before `like`, or what comes first, and what is said of that. */
function startOfBody({ program, comments, text }: Module, like?: Node): number {
	const first = like ?? program.body[0];
	const at = first === undefined ? text.length : startOf(first);
	const described = comments.findLast(
		(comment) =>
			(comment.end ?? 0) <= at &&
			comment.type === "CommentBlock" &&
			comment.value.startsWith("*") &&
			/^[^\S\r\n]*\r?\n?[^\S\r\n]*$/.test(text.slice(comment.end ?? 0, at)),
	);
	return described?.start ?? at;
}

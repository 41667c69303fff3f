import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Scopes, scopesOf } from "../syntax/scopes.js";
import {
	EXTENSIONS,
	type Node,
	nodesIn,
	parseText,
	type Syntax,
} from "../syntax/syntax.js";

/** A module of the application's own, as its file is now. */
export interface Module extends Syntax {
	/** The absolute path of its file. */
	readonly file: string;
	/** The byte order mark that the file begins with, if it does. */
	readonly mark: string;
	/** What follows it. */
	readonly text: string;
	readonly scopes: Scopes;
	/** All of its syntax. */
	readonly nodes: readonly Node[];
	/** Whether it is written as an ES module, whatever a compiler makes of it. */
	readonly isEs: boolean;
}

/** The application's own modules, each read when it is first asked for. */
export interface Modules {
	/** Returns the module in `file`. Throws an error that says why, if it cannot be read or parsed. */
	read(file: string): Module;
	/** The same for what a module specifies; `undefined` if that is no file of JavaScript or TypeScript that can be parsed. */
	follow(from: Module, specifier: string): Module | undefined;
}

/** Returns the application's modules; none has been read yet. */
export function createModules(): Modules {
	const known = new Map<string, Module | Error>();
	const followed = new Map<string, Module | undefined>();

	function read(file: string): Module {
		const module = known.get(file) ?? readOrError(file);
		known.set(file, module);
		if (module instanceof Error) {
			throw module;
		}
		return module;
	}

	function find(path: string): Module | undefined {
		const file = fileAt(path);
		try {
			return file === undefined ? undefined : read(file);
		} catch {
			return undefined;
		}
	}

	return {
		read,
		follow(from, specifier) {
			const path = join(dirname(from.file), specifier);
			if (!followed.has(path)) {
				followed.set(path, find(path));
			}
			return followed.get(path);
		},
	};
}

function readOrError(file: string): Module | Error {
	try {
		const bytes = readFileSync(file);
		// Bytes that are no UTF-8 would not be written back as they were.
		const text = new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true,
		}).decode(bytes);
		return moduleOf(file, text);
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}

/** Returns the module that `file` is if it holds `content`. Throws a `SyntaxError` if that cannot be parsed. */
export function moduleOf(file: string, content: string): Module {
	const mark = content.startsWith("\ufeff") ? "\ufeff" : "";
	const text = content.slice(mark.length);
	const syntax = parseText(file, text);
	return {
		...syntax,
		file,
		mark,
		text,
		scopes: scopesOf(syntax.program),
		nodes: [...nodesIn(syntax.program)],
		isEs: syntax.program.body.some(
			({ type }) =>
				type === "ImportDeclaration" ||
				type === "ExportNamedDeclaration" ||
				type === "ExportDefaultDeclaration" ||
				type === "ExportAllDeclaration" ||
				type === "TSImportEqualsDeclaration" ||
				type === "TSExportAssignment",
		),
	};
}

/** Whether `specifier` is a path from the module that it stands in. */
export function isRelative(specifier: string): boolean {
	return /^\.{1,2}(\/|$)/.test(specifier);
}

/** Returns the file of JavaScript or TypeScript that `path` stands for in a specifier, if there is one. */
function fileAt(path: string): string | undefined {
	const found = candidatesFor(path).find(
		(file) =>
			EXTENSIONS.some((extension) => file.endsWith(extension)) && isFile(file),
	);
	return found && realpathSync(found);
}

/** Returns the files that a path may stand for, as Node and TypeScript look for them. */
function candidatesFor(path: string): string[] {
	const source = path.replace(/js(x?)$/, "ts$1");
	return [
		path,
		...(source === path ? [] : [source, `${source}x`]),
		...EXTENSIONS.map((extension) => path + extension),
		...EXTENSIONS.map((extension) => join(path, `index${extension}`)),
	];
}

function isFile(path: string): boolean {
	try {
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

/** A place in a file, as it is named to a person: the first line is 1. */
export interface Place {
	readonly file: string;
	readonly line: number;
}

/** Returns where `node` stands in `module`. */
export function placeOf({ file }: Module, node: Node): Place {
	return { file, line: node.loc?.start.line ?? 1 };
}

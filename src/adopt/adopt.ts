import { existsSync, realpathSync, statSync } from "node:fs";
import { relative } from "node:path";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { decide, type Outcome } from "./decide/decide.js";
import { REASONS } from "./decide/reason.js";
import { conversionOf } from "./edit/conversion.js";
import { edited } from "./edit/edit.js";
import { publisherImport, quoteOf } from "./edit/publisher-import.js";
import {
	createModules,
	type Module,
	type Modules,
	moduleOf,
	type Place,
	placeOf,
} from "./modules/modules.js";
import { type Handler, type Mounting, mountingOf } from "./mounts/handlers.js";
import { sourceOf } from "./mounts/mounts.js";
import { EXTENSIONS } from "./syntax/syntax.js";
import { createValues, type Values } from "./values/values.js";

/** What is to be given. */
const WANTED = "give the files that mount handlers, such as ./server.js";

/** What can be made of some files of an application: plain JSON. */
export interface Adoption {
	readonly files: readonly AdoptedFile[];
	/** Files of Routers that are mounted in those, and have handlers of their own that could be converted. */
	readonly next: readonly string[];
}

/** What can be made of one file. */
export interface AdoptedFile {
	/** Its absolute path. */
	readonly file: string;
	/** Why nothing can be said of it, if it cannot be read or parsed. */
	readonly problem?: string;
	readonly handlers: readonly AdoptedHandler[];
	/** A unified diff, with paths from the working directory; empty if nothing changes. */
	readonly diff: string;
	/** Its text with what has been converted, if anything has. */
	readonly text?: string;
}

/** A handler, and what becomes of it. */
export interface AdoptedHandler extends Place {
	/** The call that mounts it, with the path. */
	readonly mount: string;
	/** How it is written. */
	readonly handler: string;
	readonly outcome: Outcome["kind"];
	/** What stands for it, if it is converted. */
	readonly converted?: string;
	/** Why it stays, and the places that tell. */
	readonly reason?: string;
	readonly at?: readonly Place[];
}

/**
 * Returns what can be made of `files`, paths, which belong to one application. Reads them and the modules that they
 * load, writes and runs nothing. Throws a `TypeError` if none of them is there, or one is not named as files of
 * JavaScript or TypeScript are.
 */
export function adopt(files: readonly string[]): Adoption {
	const other = files.find(
		(file) => !EXTENSIONS.some((extension) => file.endsWith(extension)),
	);
	if (!files.some((file) => existsSync(file))) {
		throw new TypeError(`there is no file ${files.join(", ")}; ${WANTED}`);
	}
	if (other !== undefined) {
		const what = statSync(other, { throwIfNoEntry: false })?.isDirectory()
			? "a folder"
			: `no file of JavaScript or TypeScript, whose names end in ${EXTENSIONS.join(", ")}`;
		throw new TypeError(`${other} is ${what}; ${WANTED}`);
	}
	const modules = createModules();
	const values = createValues(modules);
	const read = files.map((file) => readGiven(modules, file));
	const given = [
		...new Set(read.flatMap(({ module }) => (module ? [module] : []))),
	];
	const mountings = given.map((module) => mountingOf(module, modules, values));
	const outcomes = decide(mountings, modules, values);
	return {
		files: [
			...mountings.map((mounting) => adopted(mounting, outcomes)),
			...read.flatMap(({ file, problem }) =>
				problem === undefined
					? []
					: [{ file, problem, handlers: [], diff: "" }],
			),
		],
		next: nextFiles(given, modules, values),
	};
}

function readGiven(
	modules: Modules,
	path: string,
): { file: string; module?: Module; problem?: string } {
	try {
		const file = realpathSync(path);
		if (!statSync(file).isFile()) {
			return { file, problem: "it is no file" }; // Reading a pipe would wait.
		}
		return { file, module: modules.read(file) };
	} catch (error) {
		return {
			file: path,
			problem: error instanceof Error ? error.message : String(error),
		};
	}
}

function adopted(
	mounting: Mounting,
	outcomes: ReadonlyMap<Handler, Outcome>,
): AdoptedFile {
	const { module, handlers, loads } = mounting;
	const { name, insertion } = publisherImport(module);
	const options = { publisher: name, quote: quoteOf(module) };
	const told = handlers.map((handler) => {
		const outcome = outcomes.get(handler);
		const text =
			outcome?.kind === "converted"
				? conversionOf(module, handler, outcome.source, options)
				: undefined;
		return { handler, outcome, text };
	});
	const replacements = told.flatMap(({ handler: { node }, text }) =>
		text === undefined ? [] : [{ node, text }],
	);
	const unneeded = loads.filter(({ target }) =>
		told.some(
			({ handler, text }) =>
				text !== undefined && handler.load?.target === target,
		),
	);
	const { file } = module;
	const shown = told.map(({ handler, outcome, text }) =>
		shownHandler(module, handler, outcome, text),
	);
	if (replacements.length === 0) {
		return { file, handlers: shown, diff: "" };
	}
	const { mark } = module;
	const text = mark + edited(module, replacements, unneeded, insertion);
	verify(module, text);
	const path = relative("", file).replaceAll("\\", "/");
	const diff = createTwoFilesPatch(
		`a/${path}`,
		`b/${path}`,
		mark + module.text,
		text,
		undefined,
		undefined,
		{ context: 3, headerOptions: FILE_HEADERS_ONLY },
	);
	return { file, handlers: shown, diff, text };
}

/** Throws an error if `text`, which is to be written for `module`, does not parse, or misses a variable. */
function verify({ file, scopes }: Module, text: string): void {
	const { free } = moduleOf(file, text).scopes;
	const missing = [...free].filter(
		(name) => !scopes.free.has(name) && name !== "require",
	);
	if (missing.length > 0) {
		throw new Error(
			`${file} would miss ${missing.join(", ")}: nothing is written. Please report this`,
		);
	}
}

function shownHandler(
	module: Module,
	{ mount, node }: Handler,
	outcome: Outcome | undefined,
	text: string | undefined,
): AdoptedHandler {
	const shown = {
		...placeOf(module, node),
		mount: mount.text,
		handler: sourceOf(module, node),
	};
	if (outcome?.kind !== "stays") {
		const kind = outcome?.kind ?? "lazy";
		return text === undefined
			? { ...shown, outcome: kind }
			: { ...shown, outcome: kind, converted: text };
	}
	const { kind, what, at = [] } = outcome.reason;
	const reason =
		what === undefined ? REASONS[kind] : `${REASONS[kind]}: ${what}`;
	return { ...shown, outcome: "stays", reason, at };
}

/** Returns the files of Routers that are mounted in `given`, or in each other, and have something to convert. */
function nextFiles(
	given: readonly Module[],
	modules: Modules,
	values: Values,
): string[] {
	const seen = new Set(given);
	const next: string[] = [];
	for (const module of seen) {
		const mounting = mountingOf(module, modules, values);
		for (const { node, load } of mounting.handlers) {
			if (load?.target && values.of(module, node).kind === "router") {
				seen.add(load.target);
			}
		}
		const outcomes = given.includes(module)
			? []
			: [...decide([mounting], modules, values).values()];
		if (outcomes.some(({ kind }) => kind === "converted")) {
			next.push(module.file);
		}
	}
	return next;
}

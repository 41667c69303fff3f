import type { Tree } from "../index.js";
import type { Failure } from "./message.js";
import type { World } from "./world.js";

/** Something that a request for `path` would fail with. */
export interface Problem {
	/** The URL path of the export, or of the namespace. */
	readonly path: string;
	readonly reason: Failure["reason"] | "loads only after others";
	/** The file of the module that has it; `undefined` if that cannot be told. */
	readonly file?: string | undefined;
	/** What went wrong, with the causes of the error. */
	readonly cause: string;
	/** Where it was thrown: file and line. */
	readonly at?: string | undefined;
	readonly stack?: string | undefined;
	/** What to do about it. */
	readonly remedy: string;
	/** The files of modules that import each other; the last is the first. */
	readonly circle?: readonly string[] | undefined;
}

/** A problem whose file has not been looked for, and where to look. */
export interface Finding extends Problem {
	/** The URL path of the import that brought it: its own, or that of the namespace which has it. */
	readonly importedAs: string;
	/** The URL of the module that was imported there, if the guesser knew it. */
	readonly url: string | undefined;
}

/** Gives what is wrong with the site of `world`, in the order of the tree. */
export function findProblems({ imports, strays, tree }: World): Finding[] {
	const failures = new Map(
		imports.flatMap(({ path, failure }) =>
			failure === undefined ? [] : [[path, failure] as const],
		),
	);
	const findings: Finding[] = [];
	for (const { node, ...origin } of tree === undefined ? [] : nodesOf(tree)) {
		const { path, fault } = node;
		const failure = failures.get(path);
		failures.delete(path);
		if (fault !== undefined && failure?.reason !== "import failed") {
			const { what, remedy } = fault;
			const cause = `it is ${what}`;
			const reason = "unpublishable";
			findings.push({ path, reason, cause, remedy, ...origin });
		} else if (failure !== undefined) {
			findings.push({ path, ...failure, ...origin });
		}
	}
	// Of a process that ended too soon there is no tree.
	for (const [path, failure] of failures) {
		findings.push({ path, ...failure, importedAs: path, url: undefined });
	}
	for (const { path, failure } of strays) {
		findings.push({ path, ...failure, importedAs: path, url: undefined });
	}
	return findings;
}

type Origin = Pick<Finding, "importedAs" | "url">;

/** Gives the nodes of `tree`, each with the import that brought it. */
export function* nodesOf(
	tree: Tree,
	origin?: Origin,
): Generator<Origin & { readonly node: Tree }> {
	const { path } = tree;
	const here =
		tree.import === undefined && origin !== undefined
			? origin
			: { importedAs: path, url: tree.import?.url };
	yield { node: tree, ...here };
	for (const child of tree.exports ?? []) {
		yield* nodesOf(child, here);
	}
}

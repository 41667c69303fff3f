import type { Tree } from "../index.js";
import type { Trial } from "./trial.js";
import type { Failure } from "./trial-protocol.js";

/** Something that a request for `path` would fail with. */
export interface Problem {
	/** The URL path of the export, or of the namespace. */
	readonly path: string;
	readonly reason: Failure["reason"] | "loads only after others";
	/** The file of the module that has it, if that can be told. */
	readonly file?: string | undefined;
	/** What went wrong: the message of the error, and those of its causes. */
	readonly cause: string;
	/** Where it was thrown: file and line. */
	readonly at?: string | undefined;
	readonly stack?: string | undefined;
	/** What to do about it. */
	readonly remedy: string;
	/** The files of modules that import each other in a circle; the last is the first again. */
	readonly circle?: readonly string[] | undefined;
}

/** A problem whose file has not been looked for yet, and where to look for it. */
export interface Finding extends Problem {
	/** The URL path of the import that brought it: its own, or that of the namespace that has it. */
	readonly importedAs: string;
	/** The URL of the module that was imported for that path, if the guesser found it. */
	readonly url: string | undefined;
}

/** Returns what is wrong with the site of a trial, in the order of its tree. */
export function findProblems({ imports, strays, tree }: Trial): Finding[] {
	const failures = new Map(
		imports.flatMap(({ path, failure }) =>
			failure === undefined ? [] : [[path, failure] as const],
		),
	);
	const findings: Finding[] = [];
	for (const { node, ...origin } of nodesOf(tree)) {
		const { path, fault } = node;
		const failure = failures.get(path);
		failures.delete(path);
		const isTold = failure !== undefined && failure.reason !== "unpublishable";
		if (fault !== undefined && !isTold) {
			const { what, remedy } = fault;
			const cause = `it is ${what}`;
			const reason = "unpublishable";
			findings.push({ path, reason, cause, remedy, ...origin });
		} else if (failure !== undefined) {
			findings.push({ path, ...failure, ...origin });
		}
	}
	// There is no tree if the process ended too soon.
	const unplaced = [...failures].map(([path, failure]) => ({ path, failure }));
	for (const { path, failure } of [...unplaced, ...strays]) {
		findings.push({ path, ...failure, importedAs: path, url: undefined });
	}
	return findings;
}

type Origin = Pick<Finding, "importedAs" | "url">;

/** Yields the nodes of `tree`, if there is one, each with the import that brought it. */
export function* nodesOf(
	tree: Tree | undefined,
	origin?: Origin,
): Generator<Origin & { readonly node: Tree }> {
	if (tree === undefined) {
		return;
	}
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

import { shown } from "./error-text.js";
import { invalidArgument } from "./errors.js";
import {
	checkPreload,
	type ImportReport,
	type PreloadOptions,
	pathsGiven,
} from "./preload/arguments.js";
import type { PreloadReport } from "./preload/preload.js";
import {
	type PublisherTools,
	type Registered,
	registered,
} from "./registry.js";
import type { Tree } from "./site/tree.js";
import { type Usage, usageOf } from "./site/usage.js";

/**
 * All publishers of this process, whichever copy of this package made them, as one: what can be asked
 * of a publisher can be asked of them. A path begins with what the publisher's root says, such as
 * `import("./site.js")/articles`. One that nothing holds any more is gone from here as well.
 */
export const publishers: PublisherTools = {
	preload: (paths, options) => preloadPublishers(paths, options),
	usage: () => usageOf(treeOfPublishers()),
	tree: treeOfPublishers,
};

function treeOfPublishers(): Tree {
	const exports = registered().map(
		({ publisher, label, reachedAt }): Tree => ({
			...labelled(publisher.tree(), label),
			...(reachedAt !== undefined && { reachedAt }),
		}),
	);
	const requests = exports.reduce((sum, tree) => sum + tree.requests, 0);
	return { path: "/", state: "own", kind: "namespace", requests, exports };
}

/** Returns `tree` with `label` before its paths. */
function labelled(tree: Tree, label: string): Tree {
	const { path, sameAs, exports } = tree;
	return {
		...tree,
		path: labelledPath(label, path),
		...(sameAs !== undefined && { sameAs: labelledPath(label, sameAs) }),
		...(exports !== undefined && {
			exports: exports.map((node) => labelled(node, label)),
		}),
	};
}

function labelledPath(label: string, path: string): string {
	return path === "/" ? label : label + path;
}

/**
 * Preloads as `publishers.preload` does. Calls `onTurn` with the label of each publisher whose turn it is,
 * before that imports anything.
 */
export function preloadPublishers(
	given: readonly string[] | Usage | undefined,
	options: PreloadOptions = {},
	onTurn: (label: string) => void = () => {},
): Promise<PreloadReport> {
	checkPreload(undefined, options);
	const paths = given === undefined ? undefined : pathsOfAll(given);
	return preloadInTurn(paths, options, onTurn);
}

function pathsOfAll(given: readonly string[] | Usage): readonly string[] {
	const paths = pathsGiven(given);
	for (const path of paths) {
		if (typeof path !== "string") {
			throw invalidArgument(
				`preload(paths): there is ${shown(path)} among the paths; each is a string, as usage() has it`,
			);
		}
	}
	return paths as readonly string[];
}

async function preloadInTurn(
	paths: readonly string[] | undefined,
	options: PreloadOptions,
	onTurn: (label: string) => void,
): Promise<PreloadReport> {
	const begun = performance.now();
	const imports: ImportReport[] = [];
	const reported = new Set<string>();
	options.signal?.throwIfAborted();
	if (paths === undefined) {
		const seen = new Set<PublisherTools>();
		const unseen = () =>
			registered().filter(({ publisher }) => !seen.has(publisher));
		// What is imported may make further publishers.
		for (let round = unseen(); round.length > 0; round = unseen()) {
			for (const one of round) {
				seen.add(one.publisher);
				await preloadOne(one, undefined);
			}
		}
	}
	for (const path of paths ?? []) {
		const one = registered().find(({ label }) => isBelow(label, path));
		if (one !== undefined) {
			await preloadOne(one, [path.slice(one.label.length) || "/"]);
		} else {
			const report = { path, outcome: "not found", milliseconds: 0 } as const;
			imports.push(report);
			options.onImport?.(report);
		}
	}
	return { imports, milliseconds: performance.now() - begun };

	async function preloadOne(
		{ publisher, label }: Registered,
		paths: readonly string[] | undefined,
	): Promise<void> {
		onTurn(label);
		await publisher.preload(paths, {
			...options,
			onImport(report) {
				const path = labelledPath(label, report.path);
				// Each path of a publisher has its root reported.
				if (!reported.has(path)) {
					reported.add(path);
					const ofAll: ImportReport = { ...report, path };
					imports.push(ofAll);
					return options.onImport?.(ofAll);
				}
			},
		});
	}
}

function isBelow(label: string, path: string): boolean {
	return path === label || path.startsWith(`${label}/`);
}

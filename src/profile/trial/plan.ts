import { readFileSync } from "node:fs";
import { bareImportsIn, importedNamesIn } from "../report/import-line.js";
import type {
	ImpossibleTrial,
	Report,
	ReportedCut,
	ReportedImporter,
} from "../report/report.js";
import { type Exports, importable, type PutOff } from "../shape.js";

/** What has to be put off to try a cut, or why that is impossible. */
export type Plan =
	| { readonly outcome: "possible"; readonly putOff: readonly PutOff[] }
	| ImpossibleTrial;

/** Returns how to try `cut`; `exports` has what modules export, by their paths. */
export function planFor(
	{ modules }: Report,
	{ module, computed }: ReportedCut,
	exports: ReadonlyMap<string, Exports>,
): Plan {
	const putOff: PutOff[] = [];
	for (const each of computed?.modules ?? [module]) {
		const { name = "", importers = [] } = modules[each] ?? {};
		const causes = importers.filter(({ isCause }) => isCause);
		const exported = exports.get(name);
		const impossible = { outcome: "impossible", module: each } as const;
		const none = { name: undefined, by: undefined };
		if (exported === undefined) {
			return { ...impossible, why: "unseen", ...none };
		}
		if (exported.shape.type === "value") {
			return { ...impossible, why: "value", ...none };
		}
		for (const by of causes) {
			const obstacle = obstacleIn(modules[by.module]?.name ?? "", by, exported);
			if (obstacle !== undefined) {
				return { ...impossible, ...obstacle, by };
			}
		}
		putOff.push({
			name,
			importers: causes.map((by) => modules[by.module]?.name ?? ""),
			exports: exported,
		});
	}
	return { outcome: "possible", putOff };
}

/** Returns what in the line of the file `importer` that imports what is `exported` leaves no place for a stand-in. */
function obstacleIn(
	importer: string,
	{ specifier }: ReportedImporter,
	exported: Exports,
): Pick<ImpossibleTrial, "why" | "name"> | undefined {
	const source = sourceOf(importer);
	if (bareImportsIn(source).has(specifier)) {
		return { why: "effect", name: undefined };
	}
	// What `require` gives is asked for its values when they are read, but an ES module has them once it is linked.
	const members = new Map(importable(exported));
	for (const name of importedNamesIn(source).get(specifier) ?? []) {
		if (members.get(name)?.type === "value") {
			return { why: "value", name };
		}
	}
	return undefined;
}

function sourceOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return ""; // It is gone.
	}
}

import type { FilePlan, Given, NamespacePlan } from "./plan.js";

/** How the way goes on: by one of what the namespace reached has, or by what most have not. */
export type Step = { readonly pick: number } | { readonly component: string };

/** Gives the path of a way that `steps` take from `root`; behind a page it ends, if no step says otherwise. */
export function lead(root: NamespacePlan, steps: readonly Step[]): string {
	let reached: NamespacePlan | undefined = root;
	let path = "";
	for (const step of steps) {
		if ("component" in step) {
			path += `/${step.component}`;
			reached = undefined;
		} else if (reached !== undefined) {
			const ways: Way[] = waysFrom(reached);
			const [component, given] = ways[step.pick % ways.length] as Way;
			path += `/${encodeURIComponent(component)}`;
			reached = namespaceOf(given);
		}
	}
	return path || "/";
}

type Way = readonly [string, Given | FilePlan | undefined];

function waysFrom(namespace: NamespacePlan): Way[] {
	const { own, index, lookup, supplies } = namespace;
	const there = new Map<string, Given | FilePlan>([
		...(supplies?.names ?? []),
		...own.map(([name, { given }]) => [name, given] as const),
	]);
	const indexWay: Way = ["", index?.given];
	return [
		indexWay,
		...(lookup?.finds ?? []),
		...namespace.exports.map((entry): Way => {
			const [component, name] =
				typeof entry === "string" ? [entry, entry] : entry;
			return [component, name === "_q_index" ? index?.given : there.get(name)];
		}),
	];
}

function namespaceOf(
	given: Given | FilePlan | undefined,
): NamespacePlan | undefined {
	if (given?.kind !== "thing" && given?.kind !== "module") {
		return undefined;
	}
	const { thing } = given;
	if (thing.kind === "publisher") {
		return thing.root;
	}
	return thing.kind === "namespace" ? thing : undefined;
}

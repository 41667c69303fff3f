import type { Tree } from "../index.js";

/** Returns `tree` drawn in lines, as the command `tree` of Unix draws folders, each name with its state; and what to do if its root is wrong. */
export function printedTree(tree: Tree): string {
	const lines = [`${tree.path} ${about(tree)}`, ...branches(tree, "")];
	const remedy = tree.fault?.remedy ?? tree.import?.error?.remedy;
	return [...lines, ...(remedy === undefined ? [] : ["", remedy])].join("\n");
}

function branches(
	{ path, exports = [], omitted = 0 }: Tree,
	indent: string,
): string[] {
	const rest = omitted > 0 ? [`${indent}└── … ${omitted} more`] : [];
	const lines = exports.flatMap((node, index) => {
		const isLast = index === exports.length - 1 && omitted === 0;
		const name = node.path.startsWith(`${path}/`)
			? node.path.slice(path.length + 1)
			: node.path.replace(/^\//, "");
		return [
			`${indent}${isLast ? "└── " : "├── "}${name} ${about(node)}`,
			...branches(node, indent + (isLast ? "    " : "│   ")),
		];
	});
	return [...lines, ...rest];
}

function about({ state, kind, fault, sameAs, import: imported }: Tree): string {
	const known =
		state === "own" || state === "imported" ? (kind ?? state) : state;
	const more =
		fault?.what ?? imported?.error?.message ?? (sameAs && `same as ${sameAs}`);
	return more === undefined ? `(${known})` : `(${known}: ${more})`;
}

import type { Tree } from "../index.js";

/** Gives `tree` drawn in lines, as the command `tree` draws folders, each name with its state. */
export function printedTree(tree: Tree): string {
	return [`${tree.path} ${about(tree)}`, ...branches(tree, "")].join("\n");
}

function branches({ exports = [] }: Tree, indent: string): string[] {
	return exports.flatMap((node, index) => {
		const isLast = index === exports.length - 1;
		const name = node.path.slice(node.path.lastIndexOf("/") + 1);
		return [
			`${indent}${isLast ? "└── " : "├── "}${name} ${about(node)}`,
			...branches(node, indent + (isLast ? "    " : "│   ")),
		];
	});
}

function about({ state, kind, fault, sameAs, import: imported }: Tree): string {
	const known = state === "own" || state === "loaded" ? (kind ?? state) : state;
	const more =
		fault?.what ?? imported?.error?.message ?? (sameAs && `same as ${sameAs}`);
	return more === undefined ? `(${known})` : `(${known}: ${more})`;
}

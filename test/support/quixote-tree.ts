import { mkdirSync, writeFileSync } from "node:fs";
import type { Hooks } from "express-publisher";

/** A node of a vector's tree: what Quixote was given, and what we build the like of. */
export type Node =
	| { readonly kind: "string"; readonly value: string }
	| { readonly kind: "page"; readonly body: string }
	| Container;

interface Container {
	readonly kind: "namespace" | "module";
	readonly exports?: readonly (string | [string, string])[];
	readonly access?: "allow" | "deny";
	readonly attrs?: Nodes;
	readonly import?: Nodes;
	readonly lookup?: Nodes;
	readonly submodules?: Nodes;
}

type Nodes = Readonly<Record<string, Node | null>>;

/** A call of a hook: its name, the JSON Pointer of its container's node, and what it was asked for. */
export type Event = readonly [string, string, string?];

/** What a tree was built into, with the guess rule that its modules need. */
export interface Tree {
	readonly root: Hooks;
	readonly guess: (name: string, from: URL) => readonly string[];
}

/** Where the module files find what they are to export. */
const exported = new Map<string, unknown>();
Object.assign(globalThis, { quixoteTree: exported });

/**
 * Builds the namespaces of `tree`, with real module files in `folder` for what the guesser has to
 * find; every call of a hook is told to `record`.
 */
export function buildTree(
	tree: Node,
	folder: URL,
	record: (event: Event) => void,
): Tree {
	const pointers = new Map<string, string>();
	return {
		root: build(tree, "") as Hooks,
		guess(name, from) {
			record(["guess", pointers.get(from.href) ?? "?", name]);
			return [`./${encodeURIComponent(name)}.js`];
		},
	};

	function build(node: Node, pointer: string): unknown {
		if (node.kind === "string") {
			return node.value;
		}
		if (node.kind === "page") {
			return (_req: unknown, res: { send(body: string): void }) => {
				res.send(node.body);
			};
		}
		return buildContainer(node, pointer);
	}

	function buildContainer(node: Container, pointer: string): object {
		const container = Object.create(null) as Record<string, unknown>;
		for (const [name, value] of buildAll(node.attrs, `${pointer}/attrs`)) {
			container[name] = value;
		}
		if (node.exports !== undefined) {
			container._q_exports = node.exports;
		}
		if (node.access !== undefined) {
			container._q_access = () => {
				record(["access", pointer]);
				if (node.access === "deny") {
					throw Object.assign(new Error("denied"), { status: 403 });
				}
			};
		}
		if (node.lookup !== undefined) {
			const found = buildAll(node.lookup, `${pointer}/lookup`);
			container._q_lookup = (_req: unknown, component: string) => {
				record(["lookup", pointer, component]);
				return found.get(component);
			};
		}
		if (node.import !== undefined) {
			const supplied = buildAll(node.import, `${pointer}/import`);
			container._q_import = (name: string) => {
				record(["import", pointer, name]);
				if (!supplied.has(name)) {
					throw new Error(`there is no ${name}`);
				}
				return supplied.get(name);
			};
		}
		if (node.kind === "module") {
			container._q_url = writeSubmodules(node, pointer);
		}
		return container;
	}

	function buildAll(nodes: Nodes = {}, pointer: string): Map<string, unknown> {
		return new Map(
			Object.entries(nodes).map(([name, node]) => [
				name,
				node && build(node, `${pointer}/${escapePointer(name)}`),
			]),
		);
	}

	function writeSubmodules(node: Container, pointer: string): string {
		const url = new URL(`${pointers.size}/index.js`, folder);
		pointers.set(url.href, pointer);
		mkdirSync(new URL("./", url));
		for (const [name, value] of buildAll(
			node.submodules,
			`${pointer}/submodules`,
		)) {
			const file = new URL(`./${encodeURIComponent(name)}.js`, url);
			exported.set(file.href, value);
			writeFileSync(
				file,
				`export default globalThis.quixoteTree.get(import.meta.url);\n`,
			);
		}
		return url.href;
	}
}

function escapePointer(name: string): string {
	return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

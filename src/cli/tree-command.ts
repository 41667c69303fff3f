import { tree } from "../check/index.js";
import { type Command, onlyFile, siteFlags, timeoutOf } from "./command.js";
import { printedTree } from "./printed-tree.js";

/** `express-publisher tree FILE`: prints the namespace, and imports nothing but its root. */
export const treeCommand: Command = {
	usage: "FILE [--json] [--timeout MS]",
	about:
		"Prints what the site whose root is the module FILE exports, and imports nothing but that module",
	flags: siteFlags,

	async run(positionals, values) {
		const root = await tree(onlyFile(positionals), {
			timeout: timeoutOf(values),
		});
		console.log(
			values.json === true
				? JSON.stringify(root, undefined, "\t")
				: printedTree(root),
		);
		return root.state === "failed" || root.fault !== undefined ? 1 : 0;
	},
};

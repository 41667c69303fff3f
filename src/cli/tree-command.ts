import { tree } from "../check/index.js";
import { dim, red } from "./colors.js";
import {
	type Command,
	fileArgument,
	onlyFile,
	printResult,
	siteFlags,
	siteOptions,
	timeoutOf,
} from "./command.js";
import { printedTree } from "./printed-tree.js";
import { createProgressBar } from "./progress-bar.js";

/** `express-publisher tree FILE`: prints the namespace, and imports nothing but its root. */
export const treeCommand: Command = {
	usage: "FILE [--url] [--json] [--timeout MS]",
	about:
		"Prints what would be imported on demand, and imports only FILE itself",
	flags: siteFlags,
	options: [fileArgument, ...siteOptions],
	examples: ["./server.js", "./dist/site/index.js --url"],
	exits: [
		"the site was found, or the publishers",
		"it cannot be imported or published, or there is no publisher",
	],

	async run(positionals, values) {
		const file = onlyFile("tree", positionals);
		const timeout = timeoutOf(values);
		const bar = createProgressBar(process.stderr);
		bar.begin(`Importing ${file}`);
		const root = await tree(file, {
			url: values.url === true,
			timeout,
			output: bar.output,
		}).finally(() => bar.remove());
		printResult(values, root, printedTree, colouredTree);
		return root.state === "failed" || root.fault !== undefined ? 1 : 0;
	},
};

function colouredTree(text: string): string {
	return text
		.replace(/\((?:failed|unpublishable)(?::.*)?\)$/gm, red)
		.replace(/\(not imported\)$/gm, dim);
}

import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import express from "express";
import publisher from "express-publisher";
import type { Order } from "./preload-server.js";

const [root = ""] = process.argv.slice(2);
const site = publisher(pathToFileURL(root));

process.on("message", async (order: Order) => {
	process.send?.(await obey(order));
});
process.once("disconnect", () => process.exit());
const server = express()
	.use(site)
	.listen(0, "127.0.0.1", () => {
		process.send?.((server.address() as AddressInfo).port);
	});

/** Gives what is ordered: the usage, or when a preload is done, how many modules it had to import. */
async function obey({ preload }: Order): Promise<unknown> {
	if (preload === undefined) {
		return site.usage();
	}
	const { imports } = await (preload === "all"
		? site.preload()
		: site.preload(preload));
	return imports.filter(({ outcome }) => outcome === "imported").length;
}

import { once } from "node:events";
import express from "express";
import publisher from "express-publisher";
import { expect, test, vi } from "vitest";

vi.mock("./site/mocked.ts", () => ({ default: "mocked" }));

const roots = {
	"an importer": {
		_q_exports: ["typed", "mocked"],
		_q_import: (name) => import(`./site/${name}.ts`),
	},
	"an importer that takes its own extension": {
		_q_exports: ["typed", "mocked"],
		_q_import: (name) => import(`./site/${name}${import.meta.url.slice(-3)}`),
	},
	"the guesser": new URL("./site/index.ts", import.meta.url),
};

for (const [by, root] of Object.entries(roots)) {
	test(`TypeScript, and modules that are mocked, are imported by ${by}`, async () => {
		const server = express().use(publisher(root)).listen(0);
		await once(server, "listening");
		const origin = `http://localhost:${server.address().port}`;
		expect(await (await fetch(`${origin}/typed`)).text()).toBe("typed");
		expect(await (await fetch(`${origin}/mocked`)).text()).toBe("mocked");
		server.close();
	});
}

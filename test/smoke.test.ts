import assert from "node:assert/strict";
import { test } from "node:test";
import publisher from "express-publisher";
import { expresses, serve } from "./support/serve.js";

for (const { version, express } of expresses) {
	test(`a string page on Express ${version}`, async (t) => {
		const app = express();
		app.use(publisher({ _q_exports: ["a"], a: "text" }));
		const ask = await serve(t, app);
		assert.equal((await ask("/a")).body, "text");
		assert.equal((await ask("/b")).status, 404);
	});
}

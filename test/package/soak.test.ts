// The soak test, for a few seconds.
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { run } from "../support/consumer.js";

test("after a few seconds of mixed traffic with faults at random all is as before", async (t) => {
	const printed = await run(
		pathToFileURL("./"),
		process.execPath,
		...["--expose-gc", "--no-warnings", "build/soak/main.js", "--seconds", "6"],
	);
	t.diagnostic(printed.trim());
});

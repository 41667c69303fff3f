import { createApp } from "./app.js";
import { keepProfile, warmUp } from "./warm-up.js";

const { PORT = "3000" } = process.env;

const { app, site } = createApp();
const shutdown = new AbortController();

const server = app.listen(Number(PORT), (error) => {
	if (error) {
		throw error;
	}
	const address = server.address();
	const port = typeof address === "object" ? address?.port : address;
	// `performance.now()` counts from the start of the process, so Node's own start is in it.
	const startUp = performance.now().toFixed(0);
	console.log(
		`http://localhost:${port}/ is there, ${startUp} ms after the process started`,
	);
	warmUp(site, shutdown.signal);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
	process.once(signal, () => {
		shutdown.abort();
		keepProfile(site);
		server.close();
	});
}

import { createApp } from "./app.js";
import { noteReady } from "./loading.js";
import { keepUsage, warmUp } from "./warm-up.js";

const { PORT = "3000" } = process.env;
/** Whether to import what was in use before the last shutdown, once the server listens. */
const isWarm = process.argv.includes("--warm-up");

const { app, site } = createApp();
const shutdown = new AbortController();

const server = app.listen(Number(PORT), (error) => {
	if (error) {
		console.error(
			`The newsroom cannot start: ${error.message}. For another port: PORT=3001 npm start`,
		);
		process.exitCode = 1;
		return;
	}
	const address = server.address();
	const port = typeof address === "object" ? address?.port : address;
	const startUp = noteReady().toFixed(0);
	console.log(
		`http://localhost:${port}/ is there, ${startUp} ms after the process started`,
	);
	if (isWarm) {
		warmUp(site, shutdown.signal);
	}
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
	process.once(signal, () => {
		shutdown.abort();
		keepUsage(site);
		server.close();
	});
}

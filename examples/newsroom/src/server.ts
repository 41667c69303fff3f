import { createApp } from "./app.js";

const { PORT = "3000" } = process.env;

const server = createApp().listen(Number(PORT), (error) => {
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
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
	process.once(signal, () => server.close());
}

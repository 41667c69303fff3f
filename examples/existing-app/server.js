// `node server.js` serves the application as it is after the move, `node server.js before` as it was.
const { PORT = "3000" } = process.env;
const variant = process.argv[2] ?? "after";

const { createApp } = await import(`./${variant}.js`);
const server = createApp().listen(Number(PORT), (error) => {
	if (error) {
		throw error;
	}
	// `performance.now()` counts from the start of the process, so Node's own start is in it.
	const startUp = performance.now().toFixed(0);
	console.log(
		`http://localhost:${server.address().port}/ is there, ${startUp} ms after the process started`,
	);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
	process.once(signal, () => server.close());
}

import { createApp } from "existing-app/after.js";

const server = createApp().listen(process.env.PORT ?? 3000, (error) => {
	if (error) {
		throw error;
	}
	console.log(`http://localhost:${server.address().port}/ is there`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
	process.once(signal, () => server.close());
}

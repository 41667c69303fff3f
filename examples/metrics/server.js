import express from "express";
import { createApp } from "newsroom/dist/app.js";
import { register } from "prom-client";
import { measureRequests } from "./measure-requests.js";
import { nameSpans } from "./name-spans.js";
import { takeSpans } from "./recent-spans.js";

const { PORT = "3000" } = process.env;

const app = express();
// A real application keeps these two to itself.
app.get("/metrics", async (_req, res) => {
	res.type(register.contentType).send(await register.metrics());
});
app.get("/spans", (_req, res) => {
	res.json(takeSpans());
});
app.use(measureRequests, nameSpans);
app.use(createApp().app);

const server = app.listen(Number(PORT), (error) => {
	if (error) {
		throw error;
	}
	console.log(
		`http://localhost:${server.address().port}/ is there: see /metrics and /spans`,
	);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
	process.once(signal, () => server.close());
}

import express from "express";
import { createApp } from "newsroom/dist/app.js";
import { spans } from "./recent-spans.js";
const { PORT = "3000" } = process.env;
const app = express();
app.get("/spans", (_req, res) => {
	res.json(spans.splice(0).map(({ name, attributes, kind, spanContext, parentSpanContext }) => ({ name, kind, attributes })));
});
app.use(createApp());
const server = app.listen(Number(PORT), () => {
	console.log(`http://localhost:${server.address().port}/ is there`);
});
for (const signal of ["SIGINT", "SIGTERM"]) {
	process.once(signal, () => server.close());
}

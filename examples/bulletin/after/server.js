import express from "express";
import publisher from "express-publisher";
import { sendDigest } from "./mail.js";

const app = express();
app.get("/", (_req, res) => res.send("<h1>The bulletin</h1>"));
app.post("/subscribers/:address", async (req, res) => {
	await sendDigest(req.params.address, "# Welcome\n\nThis was read last week:");
	res.sendStatus(202);
});
app.use(
	publisher({
		_q_exports: ["articles", "search"],
		_q_import: (name) => import(`../routes/${name}.js`),
	}),
);
app.listen(process.env.PORT ?? 3000);

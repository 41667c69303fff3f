import express from "express";
import articles from "../routes/articles.js";
import search from "../routes/search.js";
import { sendDigest } from "./mail.js";

const app = express();
app.get("/", (_req, res) => res.send("<h1>The bulletin</h1>"));
app.post("/subscribers/:address", (req, res) => {
	sendDigest(req.params.address, "# Welcome\n\nThis was read last week:");
	res.sendStatus(202);
});
app.use("/articles", articles);
app.use("/search", search);
app.listen(process.env.PORT ?? 3000);

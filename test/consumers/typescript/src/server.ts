import express from "express";
import publisher from "express-publisher";
import { loaded } from "./loaded.ts";

const app = express();
app.get("/loaded", (_req, res) => {
	res.json(loaded);
});
app.use(publisher(() => import("./site/index.ts")));
app.listen(process.env.PORT);

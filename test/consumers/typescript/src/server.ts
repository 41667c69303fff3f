import express from "express";
import publisher from "express-publisher";
import { inspector } from "express-publisher/inspector";
import { loaded } from "./loaded.ts";

const app = express();
app.get("/loaded", (_req, res) => {
	res.json(loaded);
});
const site = publisher(() => import("./site/index.ts"));
app.use("/_site", inspector(site));
app.use(site);
app.listen(process.env.PORT);

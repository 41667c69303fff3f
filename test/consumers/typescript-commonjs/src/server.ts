import express from "express";
import publisher, {
	mount,
	type Namespace,
	type PublisherError,
} from "express-publisher";
import type { CheckReport } from "express-publisher/check";
import { inspector } from "express-publisher/inspector";
import { loaded } from "./loaded.js";

const root = {
	_q_exports: ["articles", "users", "files", "plugins"],
	_q_import: (name) => import(`./site/${name}.js`),
	files: mount((req, res) => res.send(req.url)),
} satisfies Namespace;

const app = express();
app.get("/loaded", (_req, res) => {
	res.json(loaded);
});
const site = publisher(root);
app.use("/_site", inspector(site));
app.use(site);
app.listen(process.env.PORT);

// What the types do not lead to would be `any`, which has every property.
export const wrong = (report: CheckReport, error: PublisherError) => [
	// @ts-expect-error
	report.nothing,
	// @ts-expect-error
	error.nothing,
	// @ts-expect-error
	publisher.nothing,
	// @ts-expect-error
	inspector.nothing,
];

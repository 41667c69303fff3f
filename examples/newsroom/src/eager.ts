// The same site, with all that it would import on demand imported before it listens: the
// difference between the start-up times that the two print is what publisher saves.
import { readdirSync } from "node:fs";
// First what both start with, so that what follows is measured by itself.
import "./app.js";
import { load } from "./loading.js";

const site = new URL("./site/", import.meta.url);

for (const file of readdirSync(site, { recursive: true, encoding: "utf8" })) {
	const path = file.replaceAll("\\", "/");
	if (path.endsWith(".js") && path !== "index.js") {
		await load(`site/${path}`, () => import(new URL(path, site).href));
	}
}
await load("marked", () => import("marked"));
await load("sanitize-html", () => import("sanitize-html"));
await load("libsql", () => import("libsql"));

await import("./server.js");

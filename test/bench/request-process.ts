import type { AddressInfo } from "node:net";
import express from "express";
import { requestServers } from "./request-servers.js";
import { sectionNames } from "./site.js";

const [contestant = "", size, path = ""] = process.argv.slice(2);
const names = sectionNames(Number(size));
const app = express();
requestServers[contestant]?.(app, names, path);
const server = app.listen(0, "127.0.0.1", () => {
	console.log((server.address() as AddressInfo).port);
});

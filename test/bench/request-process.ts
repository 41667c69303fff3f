import type { AddressInfo } from "node:net";
import express from "express";
import { requestServers } from "./request-servers.js";

const [contestant = "", size, path = ""] = process.argv.slice(2);
const names = Array.from(
	{ length: Number(size) },
	(_, index) => `section-${index}`,
);
const app = express();
requestServers[contestant]?.(app, names, path);
const server = app.listen(0, "127.0.0.1", () => {
	console.log((server.address() as AddressInfo).port);
});

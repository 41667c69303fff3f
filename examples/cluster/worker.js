import cluster from "node:cluster";
import { Server } from "node:net";

const { PORT = "3000", KEEP_ALIVE_SECONDS = "5" } = process.env;
const variant = process.argv[2];

const { createApp } = await import(`existing-app/${variant}.js`);
const server = createApp().listen(Number(PORT));
server.keepAliveTimeout = 1_000 * Number(KEEP_ALIVE_SECONDS);

server.once("request", (_req, res) => {
	res.once("finish", () => process.send("answered"));
});

process.once("message", finish);
process.on("SIGINT", () => {}); // Ctrl+C reaches all processes; the primary says what to do.

/**
 * Takes no more connections, and ends when those that there are have ended. None is closed under
 * the hands of a client that is just sending a request: each is told with its next answer that it
 * ends, or ends when it has been idle for `keepAliveTimeout`, as its last answer said.
 */
function finish() {
	server.prependListener("request", (_req, res) => {
		res.setHeader("Connection", "close");
	});
	// Not `server.close()`, which also closes idle connections, at once and without notice; and not
	// `process.disconnect()`, which does not wait for what the primary is just handing over.
	Server.prototype.close.call(server, () => cluster.worker.disconnect());
	// Whoever has not read an answer after that time is not going to.
	setTimeout(() => server.closeAllConnections(), 30_000).unref();
}

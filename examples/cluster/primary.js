// Serves the ticket tracker with several processes. SIGHUP replaces them by new ones, one after the
// other, say for new code. `node primary.js before` imports everything when a process starts.
import cluster from "node:cluster";
import { fileURLToPath } from "node:url";

const { WORKERS = "4" } = process.env;
const variant = process.argv[2] ?? "after";

cluster.setupPrimary({
	exec: fileURLToPath(new URL("worker.js", import.meta.url)),
	args: [variant],
});

/** The workers that are to answer requests, without those that only finish what they have begun. */
let workers = [];
let isStopping = false;

/** Starts a worker; gives it once it listens, with its port, and a promise of its first answer. */
async function startWorker() {
	const worker = cluster.fork();
	const answered = new Promise((resolve) => worker.once("message", resolve));
	const port = await new Promise((resolve, reject) => {
		worker.once("listening", (address) => resolve(address.port));
		worker.once("exit", (code, signal) => {
			reject(
				new Error(`a worker ended (${signal ?? code}) before it listened`),
			);
		});
	});
	console.log(`worker ${worker.process.pid} listens`);
	worker.once("exit", () => makeUpFor(worker));
	return { worker, port, answered };
}

/** Puts `worker` in the place of `old`, which is to finish; unless another one has that place by now. */
function takePlace(worker, old) {
	if (isStopping || !workers.includes(old)) {
		finish(worker);
		return;
	}
	workers = workers.map((each) => (each === old ? worker : each));
	finish(old);
}

function finish(worker) {
	if (worker.isConnected()) {
		worker.send("finish");
	}
}

/** Starts another worker if `lost` ended without having been told to. */
async function makeUpFor(lost) {
	if (isStopping || !workers.includes(lost)) {
		return;
	}
	try {
		const { worker } = await startWorker();
		takePlace(worker, lost);
	} catch (error) {
		console.error(error.message);
		setTimeout(makeUpFor, 1_000, lost);
	}
}

/** Replaces the workers; if the new code does not start, those that are left stay. */
async function restart() {
	const begun = performance.now();
	const since = () => (performance.now() - begun).toFixed(0);
	const answers = [];
	try {
		for (const old of workers) {
			const { worker, answered } = await startWorker();
			answers.push(answered);
			takePlace(worker, old);
		}
	} catch (error) {
		console.error(`not restarted: ${error.message}`);
		return;
	}
	console.log(`all new workers listen after ${since()} ms`);
	Promise.all(answers).then(() => {
		console.log(`all new workers have answered after ${since()} ms`);
	});
}

/** Ends in good order: each worker answers what it has been asked. */
function stop() {
	isStopping = true;
	workers.forEach(finish);
}

const started = await Promise.all(
	Array.from({ length: Number(WORKERS) }, startWorker),
);
workers = started.map(({ worker }) => worker);

let restarting = Promise.resolve();
process.on("SIGHUP", () => {
	restarting = restarting.then(restart);
});
process.once("SIGINT", stop);
process.once("SIGTERM", stop);

console.log(
	`http://localhost:${started[0].port}/ is there, with ${workers.length} workers: kill -HUP ${process.pid} restarts them`,
);

import assert from "node:assert/strict";
import autocannon from "autocannon";

/** How many requests were answered, and in which time. */
export interface Load {
	readonly requests: number;
	readonly seconds: number;
}

const [port, path, seconds, connections, answer] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}${path}`;
assert.equal(await (await fetch(url)).text(), answer);
const result = await autocannon({
	url,
	duration: Number(seconds),
	connections: Number(connections),
});
assert.equal(result.non2xx + result.errors + result.timeouts, 0);
const load: Load = {
	requests: result.requests.total,
	seconds: result.duration,
};
console.log(JSON.stringify(load));

import assert from "node:assert/strict";
import autocannon from "autocannon";

const [port, path, seconds, connections] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}${path}`;
assert.equal(await (await fetch(url)).text(), "the list");
const result = await autocannon({
	url,
	duration: Number(seconds),
	connections: Number(connections),
});
assert.equal(result.non2xx + result.errors + result.timeouts, 0);
console.log(JSON.stringify(result.requests.total / result.duration));

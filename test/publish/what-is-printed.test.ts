// What is said of a fault goes into logs and onto terminals: no values of the user's, no more than can be read, and
// nothing that a terminal obeys or a reader does not see.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import publisher from "express-publisher";
import { runCommand } from "../support/command.js";
import { writeFiles } from "../support/files.js";
import { serveRoot } from "../support/serve-root.js";

// What must not be printed, but for the escape sequences by which Node colours.
const UNSEEN =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant.
	/[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const HOSTILE =
	"\x1b]0;owned\x07 \u202egnp.exe \u2028 \x85 \x9b31m \u200b \ufeff";

class Row {
	id = 7;
	name = "Ann";
	passwordHash = "$2b$10$secret";
	get lazy() {
		throw new Error("it must not be called");
	}
}

const wide = Object.fromEntries(
	Array.from({ length: 100 }, (_, index) => [`column${index}`, "secret"]),
);

test("a fault names the kind and the keys of what was found, and no value", async (t) => {
	for (const [found, said] of [
		[new Row(), "it is Row { id, name, passwordHash }"],
		[{ password: "secret" }, "it is { password }"],
		[Object.create(null), "it is {}"],
		[wide, "column7, 92 more }"],
		[new Map([["secret", 1]]), "it is Map {}"],
		[1234, "it is 1234"],
		[Symbol("s"), "it is Symbol(s)"],
		[true, "true"],
		[new Proxy({ secret: 1 }, {}), "a proxy"],
	] as const) {
		const { failure } = await serveRoot(t, {
			_q_exports: [],
			_q_lookup: () => found,
		});
		const error = await failure("/row");
		assert.ok(error.message.includes(said), error.message);
		assert.doesNotMatch(`${error.stack}${inspect(error)}`, /secret|Ann/);
	}
});

test("what is said of a fault is bounded", async (t) => {
	const huge = "x".repeat(3_000_000);
	const { failure } = await serveRoot(t, {
		_q_exports: ["huge"],
		_q_lookup: () => ({ [huge]: huge, list: Array(1e5).fill(huge) }),
		_q_import: () => {
			throw new Error(huge);
		},
	});
	for (const path of ["/row", "/huge", `/${"a".repeat(15_000)}`]) {
		const { message } = await failure(path);
		assert.ok(message.length < 3_000, `${path.slice(0, 9)}: ${message.length}`);
	}
	for (const wrong of [{ importTimeout: huge }, { [`x${huge}`]: 1 }, huge]) {
		assert.ok(refusal({ _q_exports: [] }, wrong).length < 1_000);
	}
	assert.ok(refusal({ _q_exports: { huge } }, {}).length < 1_000);
});

test("what a terminal obeys, or a reader does not see, is escaped", async (t) => {
	const { failure } = await serveRoot(t, {
		_q_exports: [HOSTILE],
		_q_lookup: () => ({ [HOSTILE]: 1 }),
		_q_import: () => {
			throw new Error(HOSTILE);
		},
	});
	for (const path of [
		encodeURIComponent(HOSTILE),
		encodeURIComponent(`x${HOSTILE}`),
	]) {
		const error = await failure(`/${path}`);
		for (const text of [error.message, String(error.stack), inspect(error)]) {
			assert.doesNotMatch(text, UNSEEN);
			assert.match(text, /\\u202egnp/);
		}
		const coloured = inspect(error, { colors: true });
		// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour is one.
		assert.match(coloured, /\x1b\[\d+m/);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour is one.
		assert.doesNotMatch(coloured.replace(/\x1b\[\d+m/g, ""), UNSEEN);
	}
});

test("the commands escape it, too", async (t) => {
	const folder = writeFiles(t, {
		"index.js": `
			export const _q_exports = [${JSON.stringify(HOSTILE)}, "row", "well"];
			export const well = "well";
			export const row = { [${JSON.stringify(HOSTILE)}]: 1 };
			export const _q_import = () => { throw new Error(${JSON.stringify(HOSTILE)}); };`,
	});
	for (const args of [
		["tree"],
		["check"],
		["tree", "--json"],
		["check", "--json"],
	]) {
		const { stdout, stderr } = await runCommand(folder, ...args, "index.js");
		assert.match(stdout, /egnp/);
		assert.doesNotMatch(stdout + stderr, UNSEEN);
		if (args.includes("--json")) {
			JSON.parse(stdout);
		}
	}
	const { stderr } = await runCommand(
		folder,
		"check",
		`no${HOSTILE.replaceAll("\0", "")}.js`,
	);
	assert.match(stderr, /\\u202egnp/);
	assert.doesNotMatch(stderr, UNSEEN);
});

/** The message with which `publisher` refuses its arguments; `assert.throws` would print all of it. */
function refusal(root: object, options: unknown): string {
	try {
		publisher(root as never, options as never);
	} catch (error) {
		return (error as Error).message;
	}
	return assert.fail("not refused");
}

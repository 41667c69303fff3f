import { closeSync, openSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import {
	fileOf,
	nodeOptionsFor,
	profile,
	reportPage,
} from "../profile/index.js";
import type { Command, Values } from "./command.js";
import { printedProfile } from "./printed-profile.js";

/** How long a server may take to listen, and to answer, in milliseconds, if it is not told. */
const START = 60_000;
/** How long a server may take to end after SIGTERM. */
const END = 5_000;

/** `express-publisher profile SCRIPT`: starts a server, and tells which imports hold it back. */
export const profileCommand: Command = {
	usage:
		"SCRIPT [--request /PATH] [--repeat N] [--json] [--html FILE] [--timeout MS] [-- ARGUMENT ...]",
	about:
		"Starts the server SCRIPT, and tells what would be saved if some of its imports came later; --request: what is requested of it (/)",
	flags: {
		request: { type: "string" },
		repeat: { type: "string" },
		json: { type: "boolean" },
		html: { type: "string" },
		timeout: { type: "string" },
	},

	async run([file, ...args], values) {
		if (file === undefined) {
			throw new TypeError("give the script that starts the server");
		}
		const script = resolve(file);
		const timeout = wholeNumber("timeout", values.timeout ?? START);
		const options = nodeOptionsFor(fileOf(script));
		const request = pathOf(values);
		const repeat = wholeNumber("repeat", values.repeat ?? 1);
		const html = writableFileOf(values);
		const report = await profile({
			server: { script, args, options },
			request,
			repeat,
			patience: { start: timeout, answer: timeout, end: END },
		});
		if (html !== undefined) {
			writeFileSync(html, reportPage(report));
		}
		console.log(
			values.json === true
				? JSON.stringify(report, undefined, "\t")
				: printedProfile(report),
		);
		return report.isWhole ? 0 : 1;
	},
};

function pathOf({ request = "/" }: Values): string {
	if (typeof request !== "string" || !request.startsWith("/")) {
		throw new TypeError("give --request a path that begins with a slash");
	}
	return request;
}

/** Gives what was given for a flag, as far as timers can count. */
function wholeNumber(flag: string, given: Values[string] | number): number {
	const number = Number(given);
	if (!Number.isInteger(number) || number < 1 || number >= 2 ** 31) {
		throw new TypeError(`give --${flag} a whole number, from 1 to 2147483647`);
	}
	return number;
}

/** Gives the file of `--html`, which can be written to: it is told before the server is started if not. */
function writableFileOf({ html }: Values): string | undefined {
	if (typeof html !== "string") {
		return undefined;
	}
	try {
		closeSync(openSync(html, "a"));
	} catch (error) {
		throw new TypeError(`cannot write the page: ${(error as Error).message}`);
	}
	return html;
}

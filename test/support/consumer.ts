import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { writeFiles } from "./files.js";

/** Runs a command in `folder`; gives what it prints, and rejects with all of that if it fails. */
export async function run(
	folder: URL,
	command: string,
	...args: string[]
): Promise<string> {
	const cwd = fileURLToPath(folder);
	const { stdout } = await promisify(execFile)(command, args, {
		cwd,
		maxBuffer: 2 ** 24,
	});
	return stdout;
}

/** The folder of the package's own sources. */
export const repository = pathToFileURL(`${resolve()}/`);

/** What `npm pack --json` says of the package. */
interface Packed {
	readonly filename: string;
	readonly unpackedSize: number;
	readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Packs the package as it was built; `prepare` would build it anew under the feet of the tests that run beside. */
export async function pack(...args: string[]): Promise<Packed> {
	const options = ["--json", "--ignore-scripts", ...args];
	const [packed] = JSON.parse(await run(repository, "npm", "pack", ...options));
	return packed;
}

/** Packs the package into a folder that is removed when the test `t` ends; gives the tarball's path. */
export async function packTo(t: TestContext): Promise<string> {
	const folder = fileURLToPath(writeFiles(t, {}));
	const { filename } = await pack("--pack-destination", folder);
	return join(folder, filename);
}

/** Reports the port of the first server that a script listens on, whatever port it asked for. */
const reportPort = `data:text/javascript,
	import { Server } from "node:net";
	const { listen } = Server.prototype;
	Server.prototype.listen = function (_port, ...rest) {
		this.once("listening", () => process.send(this.address().port));
		return listen.call(this, 0, ...rest);
	};`.replace(/\s+/g, " ");

/**
 * Runs the server `script` of `folder` as a process until the test ends, by this Node or the one at
 * `execPath`, with the options `execArgv`; gives its port.
 */
export async function start(
	t: TestContext,
	folder: URL,
	script: string,
	{
		execPath = process.execPath,
		execArgv = [],
	}: {
		readonly execPath?: string;
		readonly execArgv?: readonly string[];
	} = {},
): Promise<number> {
	const child = fork(fileURLToPath(new URL(script, folder)), {
		cwd: fileURLToPath(folder),
		execPath,
		execArgv: ["--import", reportPort, ...execArgv],
	});
	const exited = once(child, "exit");
	t.after(async () => {
		child.kill();
		await exited;
	});
	const [port] = await Promise.race([
		once(child, "message"),
		exited.then(([code]) => {
			throw new Error(`${script} exited with ${code} before it listened`);
		}),
	]);
	return port as number;
}

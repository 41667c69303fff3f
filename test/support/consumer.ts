import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

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

/** Reports the port of the first server that a script listens on, whatever port it asked for. */
const reportPort = `data:text/javascript,
	import { Server } from "node:net";
	const { listen } = Server.prototype;
	Server.prototype.listen = function (_port, ...rest) {
		this.once("listening", () => process.send(this.address().port));
		return listen.call(this, 0, ...rest);
	};`.replace(/\s+/g, " ");

/** Runs the server `script` of `folder` as a process until the test ends; gives its port. */
export async function start(
	t: TestContext,
	folder: URL,
	script: string,
): Promise<number> {
	const child = fork(fileURLToPath(new URL(script, folder)), {
		cwd: fileURLToPath(folder),
		execArgv: ["--import", reportPort],
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

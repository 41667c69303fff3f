import { once } from "node:events";
import { Server } from "node:net";

/**
 * From now on, has each server of this process listen on a free port of the loopback address, whatever it is
 * told: an application that is only looked at must not collide with one that runs, nor be reached.
 * Returns a promise that resolves once a server listens.
 */
export function keepPorts(): Promise<void> {
	const { listen } = Server.prototype;
	return new Promise((resolve) => {
		Server.prototype.listen = function (this: Server, ...args: unknown[]) {
			const callback = args.find((arg) => typeof arg === "function");
			once(this, "listening").then(
				() => resolve(),
				() => {},
			);
			const where = { port: 0, host: "127.0.0.1" };
			return listen.call(this, where, callback as () => void);
		} as typeof listen;
	});
}

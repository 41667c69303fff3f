import { once } from "node:events";
import { type Agent, get } from "node:http";
import { text } from "node:stream/consumers";

/** Gives the body of the response to a request for `path`; over a connection of its own, if there is no `agent` to keep any. */
export async function request(
	port: number,
	path: string,
	agent: Agent | false = false,
): Promise<string> {
	const options = { host: "127.0.0.1", port, path, agent };
	const [response] = await once(get(options), "response");
	return text(response);
}

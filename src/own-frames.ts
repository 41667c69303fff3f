import { fileURLToPath } from "node:url";

/** The folder of this package's modules, as built, by its URL and its path: each that uses this is in a folder of its own there. */
const { href } = new URL("../", import.meta.url);
const OWN = [href, fileURLToPath(href)];

/** Returns `text`, in which there may be stacks, without their lines for code of this package: what is wrong is elsewhere. */
export function withoutOwnFrames(text: string): string {
	return text
		.split("\n")
		.filter(
			(line) =>
				!/^\s+at /.test(line) || !OWN.some((folder) => line.includes(folder)),
		)
		.join("\n");
}

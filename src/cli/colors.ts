import { WriteStream } from "node:tty";
import { styleText } from "node:util";

/** Whether `stream` gets colours, by Node's own rules: on a terminal, unless NO_COLOR is set, and wherever FORCE_COLOR is. */
export function hasColors(stream: { readonly isTTY?: boolean }): boolean {
	const isWanted = stream.isTTY === true || "FORCE_COLOR" in process.env;
	// It looks at nothing but the environment, and knows what the variables, and terminals, want.
	return isWanted && WriteStream.prototype.getColorDepth() > 1;
}

/** Returns `text` in red: what is wrong. */
export const red = (text: string): string => styleText("red", text);

/** Returns `text` in green: what is well. */
export const green = (text: string): string => styleText("green", text);

/** Returns `text` dim: what can be skipped. */
export const dim = (text: string): string => styleText("dim", text);

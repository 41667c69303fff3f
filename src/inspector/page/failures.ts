import { byId, element } from "../../browser/element.js";
import { formatCount } from "../../browser/format.js";
import { isFaulty, type Line } from "./outline.js";

/** Gives what shows, of all lines, what is wrong, with cause and remedy; `select` is called with a path. */
export function createFailures(
	select: (path: string) => void,
): (lines: readonly Line[]) => void {
	const section = byId("failures");
	const list = byId("failures-list");
	let shown = "";

	return (lines) => {
		const failures = lines
			.filter(({ node }) => isFaulty(node))
			.map(({ node }) => [node.path, causeOf(node)] as const);
		const news = JSON.stringify(failures);
		if (news === shown) {
			return;
		}
		shown = news;
		section.hidden = failures.length === 0;
		byId("failures-heading").textContent =
			`Failures (${formatCount(failures.length)})`;
		list.replaceChildren(
			...failures.map(([path, cause]) => {
				const button = element("button", "", path);
				button.type = "button";
				button.addEventListener("click", () => select(path));
				return element("li", "", button, " ", cause);
			}),
		);
	};
}

function causeOf({ fault, import: imported }: Line["node"]): string {
	if (fault !== undefined) {
		return `It is ${fault.what}. ${fault.remedy}`;
	}
	const { message = "", remedy = "" } = imported?.error ?? {};
	return `${message.replace(/\.$/, "")}. ${remedy}`;
}

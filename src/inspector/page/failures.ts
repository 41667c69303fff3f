import { byId, element } from "../../display/element.js";
import { formatCount } from "../../display/format.js";
import { isFaulty, type Line } from "./outline.js";

/** Returns a function that shows what is wrong in `lines`, with cause and remedy; `select` is called with the path that is clicked. */
export function createFailures(
	select: (path: string) => void,
): (lines: readonly Line[]) => void {
	const section = byId("failures");
	const list = byId("failures-list");
	let shown = "";

	return (lines) => {
		const failures = lines
			.filter(({ node }) => isFaulty(node))
			.map(({ node }) => ({ path: node.path, ...causeOf(node) }));
		const news = JSON.stringify(failures);
		if (news === shown) {
			return;
		}
		shown = news;
		section.hidden = failures.length === 0;
		byId("failures-heading").textContent =
			`Failures (${formatCount(failures.length)})`;
		list.replaceChildren(
			...[...new Set(failures.map(({ remedy }) => remedy))].flatMap(
				(remedy) => {
					const alike = failures.filter((failure) => failure.remedy === remedy);
					return alike.map(({ path, cause }, index) => {
						const button = element("button", "", path);
						button.type = "button";
						button.addEventListener("click", () => select(path));
						// Told once, with the last of those that have it.
						const told = index === alike.length - 1 ? [" ", remedy] : [];
						return element("li", "", button, " ", cause, ...told);
					});
				},
			),
		);
	};
}

function causeOf({ fault, import: imported }: Line["node"]): {
	readonly cause: string;
	readonly remedy: string;
} {
	if (fault !== undefined) {
		return { cause: `It is ${fault.what}.`, remedy: fault.remedy };
	}
	const { message = "", remedy = "" } = imported?.error ?? {};
	return { cause: `${message.replace(/\.$/, "")}.`, remedy };
}

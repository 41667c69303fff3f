import { element } from "../../display/element.js";
import type { Report } from "../report/report.js";

/** A module that can be clicked, the text for it, and what else there is to say, in sentences. */
export interface Step {
	readonly module: number;
	readonly text: string;
	readonly notes?: readonly string[];
}

/** Returns a list of `steps`. Calls `choose` with the module that is clicked. */
export function stepsOf(
	report: Report,
	steps: readonly Step[],
	choose: (module: number) => void,
	className: string,
): HTMLElement {
	const items = steps.map(({ module, text, notes = [] }) => {
		const button = element("button", "link", text);
		button.type = "button";
		button.title = report.modules[module]?.name ?? "";
		button.addEventListener("click", () => choose(module));
		const said = notes.map((note) => element("p", "note", note));
		return element("li", "", button, ...said);
	});
	return element("ol", className, ...items);
}

import { byId, element } from "../../display/element.js";
import type { Column, Sorting } from "./outline.js";

/** The columns of which what is most is looked for first. */
const AMOUNTS: readonly Column[] = ["requests", "took"];

/** Makes the heads of columns buttons; returns the function that shows by which the table is sorted. `sort` is called with what the reader wants, `undefined` for no more sorting. */
export function createSortButtons(
	sort: (sorting: Sorting | undefined) => void,
): (sorting: Sorting | undefined) => void {
	let now: Sorting | undefined;
	const heads = [
		...byId("rows").querySelectorAll<HTMLElement>("[data-column]"),
	].map((head) => {
		const column = head.dataset.column as Column;
		const button = element("button", "sort", head.textContent ?? "");
		button.type = "button";
		// Once, the other way round, and not at all.
		button.addEventListener("click", () => {
			const isDescending = AMOUNTS.includes(column);
			if (now?.column !== column) {
				sort({ column, isDescending });
			} else if (now.isDescending === isDescending) {
				sort({ column, isDescending: !isDescending });
			} else {
				sort(undefined);
			}
		});
		head.replaceChildren(button);
		return { head, column };
	});
	return (sorting) => {
		now = sorting;
		for (const { head, column } of heads) {
			const isHere = sorting?.column === column;
			head.ariaSort = !isHere
				? null
				: sorting.isDescending
					? "descending"
					: "ascending";
		}
	};
}

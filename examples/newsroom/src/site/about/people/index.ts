import type { ExportList, PageFunction } from "express-publisher";
import { catalogue, headlines } from "../../../catalogue.js";
import { html } from "../../../html.js";
import { page } from "../../../layout.js";
import { reportLoaded } from "../../../loading.js";

const people = new Map([
	["ada", "Ada Brandt"],
	["joss", "Joss Okafor"],
	["mirela", "Mirela Dunca"],
	["tomas", "Tomas Lind"],
]);

export const _q_exports: ExportList = [];

/** `/about/people/`. */
export const _q_index: PageFunction = () =>
	page(
		"People",
		html`<h1>People</h1>
<ul>${[...people].map(
			([id, name]) => html`
	<li><a href="${id}">${name}</a></li>`,
		)}
</ul>`,
	);

/** `/about/people/<id>`: what a look-up finds may be a page as well as a namespace. */
export const _q_lookup = (
	_req: unknown,
	id: string,
): PageFunction | undefined => {
	const name = people.get(id);
	return name === undefined
		? undefined
		: () =>
				page(
					name,
					html`<h1>${name}</h1>${headlines(
						catalogue().filter(({ author }) => author === name),
					)}`,
				);
};

reportLoaded(import.meta.url);

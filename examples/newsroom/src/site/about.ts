// Nothing imports the pages of this part by name: the guesser finds them, from `_q_url`, in
// about/contact.js, about/ethics.js and about/people/index.js.
import type { ExportList, PageFunction } from "express-publisher";
import { html } from "../html.js";
import { page } from "../layout.js";

export const _q_exports = [
	"contact",
	"ethics",
	"people",
] as const satisfies ExportList;

export const _q_url = import.meta.url;

export const _q_index: PageFunction = () =>
	page(
		"About",
		html`<h1>About</h1>
<p>This news site is an example: its articles, people and events are made up. What it runs on is not.
Each of its sections is imported when the first request needs it, and the top of every page says what was imported for it.</p>
<ul>
	<li><a href="people/">The people</a> who write here</li>
	<li><a href="ethics">How we work</a></li>
	<li><a href="contact">How to reach us</a></li>
</ul>`,
	);

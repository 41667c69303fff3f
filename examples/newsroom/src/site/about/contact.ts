import type { PageFunction } from "express-publisher";
import { html } from "../../html.js";
import { page } from "../../layout.js";
import { reportLoaded } from "../../loading.js";

/** `/about/contact`: a module without any hook stands for its default export. */
const contact: PageFunction = () =>
	page(
		"Contact",
		html`<h1>Contact</h1>
<p>Write to <a href="mailto:desk@newsroom.example">desk@newsroom.example</a>. Corrections are read first,
praise is read last, and both are answered.</p>`,
	);
export default contact;

reportLoaded(import.meta.url);

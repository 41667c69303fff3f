import type { PageFunction } from "express-publisher";
import { html } from "../../html.js";
import { page } from "../../layout.js";
import { reportLoaded } from "../../loading.js";

/** `/about/ethics`. */
const ethics: PageFunction = () =>
	page(
		"How we work",
		html`<h1>How we work</h1>
<p>We run what we write about, and say for how long. We take no hardware that we do not send back.</p>
<p>Mistakes are corrected in the article itself, with a note that says what was wrong.</p>`,
	);
export default ethics;

reportLoaded(import.meta.url);

import { type Html, html } from "./html.js";
import {
	importedByThisRequest,
	type LoadedModule,
	loadedModules,
} from "./loading.js";

/** The name of the site. */
export const siteName = "The Idle Process";

/** Gives the whole page around `content`, with the report of what was imported at its foot. */
export function page(title: string, content: Html, query?: string): string {
	return html`<!doctype html>
<html lang="en">
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta name="color-scheme" content="light dark">
	<title>${title === siteName ? siteName : `${title} – ${siteName}`}</title>
	<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
	<link rel="stylesheet" href="/assets/style.css">
	<link rel="alternate" type="application/atom+xml" title="${siteName}" href="/feed.xml">
</head>
<body>
	<a class="skip" href="#content">Skip to the content</a>
	<header class="masthead">
		<a class="name" href="/">${siteName}</a>
		<p class="motto">News of free software and the machines it keeps busy</p>
		<nav aria-label="Sections">
			<a href="/articles/">Articles</a>
			<a href="/calendar">Calendar</a>
			<a href="/about/">About</a>
			<a href="/feed.xml">Feed</a>
		</nav>
		<form class="search" role="search" action="/search">
			<input type="search" name="q" value="${query}" maxlength="100" aria-label="Search the articles" placeholder="Search">
			<button>Search</button>
		</form>
	</header>
	<main id="content">
${content}
	</main>
	<footer>
${importReport()}
	</footer>
</body>
</html>
`.toString();
}

function importReport(): Html {
	const imported = importedByThisRequest();
	const loaded = loadedModules();
	return html`		<section aria-label="Modules">
			<p id="imported">This request imported ${
				imported.length === 0 ? "nothing" : moduleList(imported)
			}.</p>
			<details id="loaded">
				<summary>This process has imported ${loaded.length} modules for its sections</summary>
				<p>${loaded.length === 0 ? "None yet." : moduleList(loaded)}</p>
			</details>
		</section>`;
}

function moduleList(modules: readonly LoadedModule[]): readonly Html[] {
	return modules.map(
		({ name, milliseconds, isGuessed }, i) =>
			html`${i === 0 ? "" : ", "}<code>${name}</code> (${
				isGuessed ? "guessed, " : ""
			}${milliseconds.toFixed(1)} ms)`,
	);
}

import { type Html, html } from "./html.js";
import {
	importedForThisPage,
	type LoadedModule,
	loadedModules,
	millisecondsUntilReady,
} from "./loading.js";

/** The name of the site. */
export const siteName = "The Idle Process";

/** Gives the whole page around `content`, with the report of what was imported for it in front. */
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
${importReport()}
	<main id="content">
${content}
	</main>
</body>
</html>
`.toString();
}

function importReport(): Html {
	const imported = importedForThisPage();
	const loaded = loadedModules();
	const ready = millisecondsUntilReady();
	return html`	<aside class="imports" aria-label="What was imported">
		<p id="imported">${ready && html`Ready after ${ready.toFixed(0)} ms. `}${
			imported.length === 0
				? html`<strong>Nothing was imported for this page.</strong> ${loaded.length === 0 ? "No section is imported yet: read an article, and see here what that needs." : "What it needs was there."}`
				: html`<strong>${counted(imported)} imported for this page:</strong> ${moduleList(imported)}.`
		}</p>
		<details id="loaded">
			<summary>${counted(loaded)} imported since the server started</summary>
			<p>${loaded.length === 0 ? "None yet." : moduleList(loaded)}</p>
		</details>
		<p><a href="/admin/site/">The inspector</a> shows the whole site, live.</p>
	</aside>`;
}

function counted({ length }: readonly LoadedModule[]): string {
	return length === 1 ? "1 module" : `${length} modules`;
}

function moduleList(modules: readonly LoadedModule[]): readonly Html[] {
	return modules.map(
		({ name, milliseconds, isGuessed, neededBy }, i) =>
			html`${i === 0 ? "" : ", "}<code>${name}</code> (${milliseconds.toFixed(1)} ms, ${
				neededBy === undefined ? "at start" : `for ${neededBy}`
			}${isGuessed ? ", guessed" : ""})`,
	);
}

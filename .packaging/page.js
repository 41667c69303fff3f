// Bundles the pages into text, which the code that sends or writes them holds: so there is no file to
// be found at run time, wherever a bundler of the application's puts that code.
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

/** Gives what esbuild has to `define`: the constants that hold the pages. */
export async function definePages() {
	return {
		INSPECTOR_PAGE: JSON.stringify(await pageIn("src/inspector/page")),
		PROFILE_PAGE: JSON.stringify(await pageIn("src/profile/page")),
	};
}

async function pageIn(folder) {
	return {
		html: await readFile(`${folder}/page.html`, "utf8"),
		css: await bundle(`${folder}/page.css`),
		js: await bundle(`${folder}/page.ts`),
	};
}

async function bundle(file) {
	const { outputFiles } = await build({
		entryPoints: [file],
		bundle: true,
		minify: true,
		charset: "utf8",
		target: "es2022",
		write: false,
	});
	return outputFiles[0].text;
}

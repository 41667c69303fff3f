// Bundles the page of the inspector into text, which the middleware holds: so there is no file to be
// found at run time, wherever a bundler of the application's puts the middleware.
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const folder = "src/inspector/page";

/** Gives what esbuild has to `define` for the inspector: the constants that hold its page. */
export async function definePage() {
	return {
		PAGE_HTML: JSON.stringify(await readFile(`${folder}/page.html`, "utf8")),
		PAGE_CSS: JSON.stringify(await bundle("page.css")),
		PAGE_JS: JSON.stringify(await bundle("page.ts")),
	};
}

async function bundle(file) {
	const { outputFiles } = await build({
		entryPoints: [`${folder}/${file}`],
		bundle: true,
		minify: true,
		charset: "utf8",
		target: "es2022",
		write: false,
	});
	return outputFiles[0].text;
}

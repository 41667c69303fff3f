// Bundles the types of each entry into one file: that of the CommonJS build. The file of the ES module's
// types only names what is in it, so a mount, or an error, has one type, whichever build it comes from.
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

/** Writes `dist/NAME.d.cts` and `dist/NAME.d.ts` for each `src/NAME.ts`. */
export async function writeTypes(sources, siblings) {
	for (const source of sources) {
		const path = source.replace(/^src(.+)\.ts$/, "dist$1");
		const { declarations, values, types } = await bundle(source, siblings);
		const exported = values.includes("publisher as default")
			? requiredFunction(values, types)
			: exportsOf(values, types);
		writeFileSync(`${path}.d.cts`, declarations + exported);
		const names = values.map((value) => value.replace(/.* as /, ""));
		const from = ` from "./${basename(path)}.cjs"`;
		writeFileSync(`${path}.d.ts`, exportsOf(names, types, from));
	}
}

async function bundle(input, siblings) {
	const types = await rollup({
		input,
		external: [/^(node:|diagnostics_channel$|express)/, ...siblings],
		makeAbsoluteExternalsRelative: false,
		plugins: [dts()],
	});
	const { output } = await types.generate({});
	const exported = { values: [], types: [] };
	const declarations = output[0].code
		.replace(/^export (type )?\{ (.*) \};\n/gm, (_, isType, names) => {
			exported[isType ? "types" : "values"].push(...names.split(", "));
			return "";
		})
		.replace(/(?<=from '\.\.\/.*)\.js(?=')/g, ".cjs");
	return { declarations, ...exported };
}

function exportsOf(values, types, from = "") {
	return `export { ${values.join(", ")} }${from};
export type { ${types.join(", ")} }${from};
`;
}

/** What `require` gives: the function `publisher` itself, with all the exports as its properties. */
function requiredFunction(values, types) {
	// Within the namespace, `publisher` would be what it exports by that name.
	const properties = values.map((value) =>
		value
			.replace(/^publisher$/, "itself as publisher")
			.replace(/^publisher as/, "itself as"),
	);
	return `import itself = publisher;
declare namespace publisher {
	export { ${properties.join(", ")} };
	export type { ${types.join(", ")} };
}
export = publisher;
`;
}

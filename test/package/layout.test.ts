// The order of the floors of `src`: each folder uses only those under it, and no files import in a circle.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path/posix";
import { test } from "node:test";
import { parseSync } from "oxc-parser";

/** From the ground up. What stands in one row is side by side: none of it uses the other. */
const floors: readonly (readonly string[])[] = [
	["path.ts", "printable.ts", "suggestion.ts", "node-loader.ts"],
	["descriptor.ts", "processes/", "profile/shape.ts"],
	["error-text.ts", "display/", "node-options.ts", "own-frames.ts"],
	["errors.ts"],
	["warnings.ts"],
	["namespace/"],
	["import/"],
	["site/"],
	["walk/"],
	["publish/"],
	["preload/"],
	["registry.ts"],
	["publisher.ts", "publishers.ts"],
	["index.ts"],
	["commonjs.ts"],
	["adopt/syntax/"],
	["adopt/modules/"],
	["adopt/values/"],
	["adopt/mounts/"],
	["adopt/decide/"],
	["adopt/edit/"],
	["adopt/adopt.ts"],
	["adopt/index.ts"],
	["check/", "inspector/", "profile/event.ts", "profile/spread.ts"],
	["inspector/page/", "profile/recorder/"],
	["profile/server/"],
	["profile/timeline/"],
	["profile/graph/"],
	["profile/report/"],
	["profile/trial/"],
	["profile/profile.ts", "profile/page/"],
	["profile/index.ts"],
	["cli/"],
];

/** What each file of `src` imports of it, be it a type alone. */
const imports = new Map(
	readdirSync("src", { recursive: true, encoding: "utf8" })
		.map((path) => path.replaceAll("\\", "/"))
		.filter((path) => path.endsWith(".ts"))
		.sort()
		.map((path) => [path, importsOf(path)]),
);

test("each folder of src uses only those under it", () => {
	const wrong = [...imports].flatMap(([file, imported]) =>
		imported
			.filter((other) => placeOf(other) !== placeOf(file))
			.filter((other) => floorOf(other) >= floorOf(file))
			.map((other) => `${file} imports ${other}`),
	);
	assert.deepEqual(wrong, []);
});

test("each file of src has its floor, and each place is there", () => {
	const files = [...imports.keys()];
	assert.deepEqual(
		files.filter((file) => placeOf(file) === undefined),
		[],
	);
	assert.deepEqual(
		floors
			.flat()
			.filter((place) => !files.some((file) => placeOf(file) === place)),
		[],
	);
});

test("no files of src import each other in a circle", () => {
	const done = new Set<string>();
	const circlesFrom = (file: string, way: readonly string[]): string[] => {
		if (way.includes(file)) {
			return [[...way.slice(way.indexOf(file)), file].join(" → ")];
		}
		if (done.has(file)) {
			return [];
		}
		const found = imports
			.get(file)
			?.flatMap((other) => circlesFrom(other, [...way, file]));
		done.add(file);
		return found ?? assert.fail(`${way.at(-1)} imports ${file}: no such file`);
	};
	assert.deepEqual(
		[...imports.keys()].flatMap((file) => circlesFrom(file, [])),
		[],
	);
});

/** Gives the file or folder of `floors` that `file` is, or is in: of several, the innermost. */
function placeOf(file: string): string | undefined {
	return floors
		.flat()
		.filter(
			(place) =>
				file === place || (place.endsWith("/") && file.startsWith(place)),
		)
		.sort((one, other) => other.length - one.length)[0];
}

function floorOf(file: string): number {
	return floors.findIndex((places) =>
		places.some((place) => place === placeOf(file)),
	);
}

/** Gives the files of `src` that `file` imports: statically, by `import()`, or in a type. */
function importsOf(file: string): string[] {
	const { program, errors } = parseSync(
		file,
		readFileSync(join("src", file), "utf8"),
	);
	assert.deepEqual(errors, [], file);
	const specifiers = new Set<string>();
	// Whatever imports or exports from elsewhere has a source, and nothing else has.
	JSON.stringify(program, (key, value) => {
		if (key === "source" && typeof value?.value === "string") {
			specifiers.add(value.value);
		}
		return typeof value === "bigint" ? String(value) : value;
	});
	return [...specifiers]
		.filter((specifier) => specifier.startsWith("."))
		.map((specifier) =>
			normalize(join(file, "..", specifier)).replace(/\.js$/, ".ts"),
		);
}

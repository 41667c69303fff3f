import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Report } from "../../dist/profile/index.js";
import {
	fileOf,
	type GeneratedModule,
	generatedServer,
	generateModules,
	randomOf,
} from "../support/generated-modules.js";
import { inTurn } from "./in-turn.js";
import { runScript } from "./run-script.js";
import type { Settings } from "./settings.js";
import { median } from "./statistics.js";

/** How far `profile` is right on generated servers, and what it costs. All in milliseconds. */
export interface ProfileFigures {
	/** What modules are busy, and what the report says they take themselves. */
	readonly attribution: readonly {
		readonly busy: number;
		readonly own: number;
	}[];
	/** What the report says that cuts save, and what they do when they are made. */
	readonly prediction: readonly {
		readonly predicted: number;
		readonly measured: number;
	}[];
	/** The start of a server of many modules, with the recording and without. */
	readonly overhead: {
		readonly modules: number;
		readonly recorded: number;
		readonly plain: number;
	};
}

/** Measures `profile` on servers whose modules are busy for known times. */
export async function measureProfile(
	{ folder, profile }: Settings,
	log: (line: string) => void,
): Promise<ProfileFigures> {
	const { servers, modules, cuts, many, repeat } = profile;
	const attribution: { busy: number; own: number }[] = [];
	for (let seed = 1; seed <= servers; seed++) {
		log(`who takes how long, server ${seed} of ${servers}`);
		const generated = generate(modules, seed);
		const report = await profileOf(folder, generated, repeat);
		for (const [index, { busy }] of generated.entries()) {
			attribution.push({ busy, own: ownOf(report, generated, index) });
		}
	}
	log(`what is saved without one of ${cuts} modules`);
	const prediction = await measureCuts(folder, generate(modules, 1), profile);
	log(`${many} modules`);
	const large = generateModules(many, randomOf(1), () => 0);
	const { cost } = await profileOf(folder, large, repeat);
	const { recorded = 0, plain = 0 } = cost ?? {};
	return {
		attribution,
		prediction,
		overhead: { modules: many, recorded, plain },
	};
}

/** Profiles a server, and then starts it without each of the modules that are named, and with all, in turn. */
async function measureCuts(
	folder: string,
	modules: readonly GeneratedModule[],
	{ cuts, repeat, rounds }: Settings["profile"],
): Promise<ProfileFigures["prediction"]> {
	const report = await profileOf(folder, modules, repeat);
	const contestants = [
		{ name: "all", deferred: new Set<number>(), predicted: 0 },
		...report.cuts.slice(0, cuts).map(({ module, milliseconds }) => {
			const index = indexOf(report, modules, module);
			const deferred = new Set([index]);
			return { name: `m${index}`, deferred, predicted: milliseconds };
		}),
	].map((each) => {
		const site = join(folder, "profile", each.name);
		writeServer(site, modules, each.deferred);
		return { ...each, script: join(site, "timed.mjs") };
	});
	const figures = await inTurn(contestants, rounds, ({ script }) =>
		runScript<number>(script, []),
	);
	const all = figures.get("all") ?? [];
	return contestants.slice(1).map(({ name, predicted }) => {
		const saved = figures.get(name)?.map((time, round) => {
			return Number(all[round]) - time;
		});
		return { predicted, measured: median(saved ?? []) };
	});
}

function generate(count: number, seed: number): GeneratedModule[] {
	const random = randomOf(seed);
	return generateModules(count, random, () => Math.round(random() * 20));
}

async function profileOf(
	folder: string,
	modules: readonly GeneratedModule[],
	repeat: number,
): Promise<Report> {
	const site = join(folder, "profile", "profiled");
	writeServer(site, modules);
	return runScript("dist/cli/main.js", [
		...["profile", join(site, "server.mjs")],
		...["--json", "--repeat", repeat],
	]);
}

function writeServer(
	site: string,
	modules: readonly GeneratedModule[],
	deferred?: ReadonlySet<number>,
): void {
	rmSync(site, { recursive: true, force: true });
	mkdirSync(site, { recursive: true });
	const files = generatedServer(modules, deferred);
	const first = fileOf(modules, 0);
	// It is used at start: else it would be the one cut, with all that is behind it.
	const begin = `import { begin } from "./${first}";\nbegin();\n`;
	const isCommonJs = modules[0]?.format === "commonjs";
	const exported = isCommonJs ? "exports.begin" : "export const begin";
	for (const [name, source] of Object.entries({
		...files,
		[first]: `${files[first]}${exported} = () => {};\n`,
		"server.mjs": `${begin}${files["server.mjs"]}`,
		// Starts like the server, tells when it listens, and ends.
		"timed.mjs": `import { createServer } from "node:http";
${begin}
createServer().listen(0, () => {
	console.log(performance.now());
	process.exit();
});
`,
	})) {
		writeFileSync(join(site, name), source);
	}
}

function ownOf(
	report: Report,
	modules: readonly GeneratedModule[],
	index: number,
): number {
	const name = fileOf(modules, index);
	const module = report.modules.find((each) => each.name.endsWith(`/${name}`));
	return module?.own[0] ?? Number.NaN;
}

function indexOf(
	report: Report,
	modules: readonly GeneratedModule[],
	module: number,
): number {
	const name = resolve(report.modules[module]?.name ?? "");
	return modules.findIndex((_, index) =>
		name.endsWith(`/${fileOf(modules, index)}`),
	);
}

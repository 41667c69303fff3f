import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EChartsOption, init } from "echarts";
import { contestantsOf, named, sizesOf, startUpOf } from "./figures.js";
import type { Results } from "./results.js";
import type { ServerName } from "./servers.js";
import type { Settings } from "./settings.js";
import { median } from "./statistics.js";

/** Draws the charts of what `results` have, and gives the files written. */
export function drawCharts(results: Results, settings: Settings): string[] {
	const charts: Record<string, string | undefined> = {
		"start-up.svg": results.startup && startUpChart(results),
		"storm.svg": results.storm && stormChart(results),
	};
	return Object.entries(charts).flatMap(([name, svg]) => {
		const file = join(settings.resultsFolder, name);
		if (svg !== undefined) {
			writeFileSync(file, svg);
		}
		return svg === undefined ? [] : [file];
	});
}

const colours: Readonly<Record<ServerName, string>> = {
	limit: "#111111",
	"limit and an empty package": "#777777",
	"publisher with _q_import": "#0072b2",
	"publisher with guesser": "#56b4e9",
	"lazy mounts": "#009e73",
	"everything at start": "#d55e00",
};
const symbols: Readonly<Record<ServerName, string>> = {
	limit: "diamond",
	"limit and an empty package": "emptyDiamond",
	"publisher with _q_import": "circle",
	"publisher with guesser": "emptyCircle",
	"lazy mounts": "triangle",
	"everything at start": "rect",
};

/** What all charts share; the background is drawn, so that they can be read on a dark page. */
const common = {
	animation: false,
	backgroundColor: "#ffffff",
	textStyle: { fontFamily: "sans-serif", color: "#333333" },
} satisfies EChartsOption;

const nameOfAxis = { nameLocation: "middle", nameGap: 34 } as const;

/** The first response against the number of modules, both logarithmic; the limit is the dashed line. */
export function startUpChart(results: Results): string {
	const sizes = sizesOf(results.startup?.figures);
	const names = contestantsOf(results.startup?.figures) as ServerName[];
	const medians = (name: ServerName) =>
		sizes.flatMap((size) => {
			const response = startUpOf(results, size, name)?.response;
			return response === undefined ? [] : [[size, median(response)]];
		});
	return draw(800, 460, {
		title: { text: "First response of a process", left: "center", top: 8 },
		legend: { top: 44, data: names },
		grid: { left: 80, right: 30, top: 96, bottom: 60 },
		xAxis: {
			type: "log",
			name: "route modules",
			...nameOfAxis,
			min: sizes[0] ?? 10,
			max: sizes.at(-1) ?? 10,
			axisLabel: { formatter: (value: number) => value.toLocaleString("en") },
		},
		yAxis: {
			type: "log",
			name: "milliseconds since spawned",
			...nameOfAxis,
			nameGap: 50,
			// Logarithmic axes begin and end at a power of ten; below this one, nothing starts.
			min: 100,
			axisLabel: { formatter: (value: number) => value.toLocaleString("en") },
			minorSplitLine: { show: true },
		},
		// The limit last: it lies above those that come close to it.
		series: [...names].reverse().map((name) => ({
			type: "line",
			name,
			data: medians(name),
			color: colours[name],
			symbol: symbols[name],
			symbolSize: 9,
			lineStyle:
				name === "limit" ? { type: "dashed", width: 2 } : { width: 2.5 },
			z: name === "limit" ? 5 : 3,
		})),
	});
}

/** The processes of a storm, one below the other, from their start to their first response: a panel for each contestant. */
export function stormChart(results: Results): string {
	const figures = results.storm?.figures ?? [];
	const names = contestantsOf(figures) as ServerName[];
	const end = Math.max(
		...figures.flatMap(({ times }) => times.map(({ responded }) => responded)),
	);
	const [panel, gap, top] = [100, 34, 92];
	const height = top + names.length * (panel + gap) + 30;
	const [{ processes = 0, size = 0 } = {}] = figures;
	return draw(800, height, {
		title: {
			text: `${processes} processes started at once, ${size.toLocaleString("en")} route modules`,
			subtext: "dark until the process listens, pale until its first response",
			left: "center",
			top: 8,
		},
		graphic: names.map((name, index) => ({
			type: "text",
			left: 20,
			top: top + index * (panel + gap) - 18,
			style: {
				text: `${name}: ${((named(figures, name)?.times.at(-1)?.responded ?? 0) / 1_000).toFixed(2)} s`,
				fill: colours[name],
				font: "bold 13px sans-serif",
			},
		})),
		grid: names.map((_, index) => ({
			left: 20,
			right: 30,
			top: top + index * (panel + gap),
			height: panel,
		})),
		xAxis: names.map((_, index) => ({
			type: "value",
			gridIndex: index,
			min: 0,
			max: Math.ceil(end / 1_000) * 1_000,
			axisLabel: {
				show: index === names.length - 1,
				formatter: (value: number) => `${value / 1_000} s`,
			},
		})),
		yAxis: names.map((name, index) => ({
			type: "category",
			gridIndex: index,
			inverse: true,
			data: named(figures, name)?.times.map((_, process) => process) ?? [],
			axisLabel: { show: false },
			axisTick: { show: false },
		})),
		series: names.flatMap((name, index) => {
			const times = named(figures, name)?.times ?? [];
			const bar = {
				type: "bar" as const,
				stack: name,
				xAxisIndex: index,
				yAxisIndex: index,
				barCategoryGap: "15%",
				silent: true,
			};
			return [
				{
					...bar,
					color: "transparent",
					data: times.map(({ spawned }) => spawned),
				},
				{
					...bar,
					color: colours[name],
					data: times.map(({ spawned, listening }) => listening - spawned),
				},
				{
					...bar,
					color: colours[name],
					itemStyle: { opacity: 0.45 },
					data: times.map(({ listening, responded }) => responded - listening),
				},
			];
		}),
	});
}

function draw(width: number, height: number, option: EChartsOption): string {
	const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
	chart.setOption({ ...common, ...option });
	const svg = chart.renderToSVGString();
	chart.dispose();
	return svg;
}

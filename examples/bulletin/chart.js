import { init } from "echarts";

/** Gives an SVG of how many readers there were on each day. */
export function drawReaders(readers) {
	const size = { width: 400, height: 200 };
	const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
	chart.setOption({
		xAxis: { type: "category" },
		yAxis: {},
		series: { type: "bar", data: readers },
	});
	return chart.renderToSVGString();
}

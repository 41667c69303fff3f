import { setTimeout } from "node:timers/promises";
import * as echarts from "echarts";
import express from "express";
import createError from "http-errors";
import { allTickets, projects } from "../store.js";

const router = express.Router();

router.get("/tickets.csv", (_req, res) => {
	const rows = allTickets().map(({ project, ticket }) =>
		[project.name, ticket.number, ticket.closed, ticket.title].map(cell),
	);
	res.type("csv").send(rows.map((row) => `${row.join(",")}\r\n`).join(""));
});

router.get("/:report.svg", async (req, res) => {
	const count = await counterOf(req.params.report);
	const chart = echarts.init(null, null, {
		renderer: "svg",
		ssr: true,
		width: 600,
		height: 300,
	});
	chart.setOption({
		xAxis: { type: "category", data: [...projects.keys()] },
		yAxis: { type: "value" },
		series: [{ type: "bar", data: [...projects.values()].map(count) }],
	});
	res.type("svg").send(chart.renderToSVGString());
	chart.dispose();
});

/** Gives what a report counts in a project; rejects if there is no such report. */
async function counterOf(report) {
	await setTimeout(5); // A database would take that long.
	switch (report) {
		case "open":
			return ({ tickets }) => tickets.filter(({ closed }) => !closed).length;
		case "closed":
			return ({ tickets }) => tickets.filter(({ closed }) => closed).length;
		default:
			throw createError(404, "No such report");
	}
}

function cell(value) {
	return `"${String(value).replaceAll('"', '""')}"`;
}

export default router;

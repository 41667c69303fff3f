import express from "express";
import { XMLBuilder } from "fast-xml-parser";
import { allTickets } from "../store.js";

const router = express.Router();
const xml = new XMLBuilder({ ignoreAttributes: false, format: true });

router.get("/", (req, res) => {
	const site = `${req.protocol}://${req.host}`;
	const entries = allTickets().map(({ project, ticket }) => {
		const url = `${site}/projects/${project.name}/tickets/${ticket.number}`;
		return {
			id: url,
			link: { "@_href": url },
			title: ticket.title,
			author: { name: ticket.author },
			updated: ticket.created.toISOString(),
		};
	});
	const feed = {
		"@_xmlns": "http://www.w3.org/2005/Atom",
		id: site,
		title: "Tickets",
		updated: new Date().toISOString(),
		entry: entries,
	};
	res.type("application/atom+xml").send(xml.build({ feed }));
});

export default router;

// An ordinary Express Router. It knows nothing of the publisher, which mounts it as it is.
import express from "express";
import createError from "http-errors";
import { html } from "../html.js";
import { page } from "../layout.js";

const events = [
	{
		id: "packagers-meeting",
		date: "2026-05-09",
		name: "Packagers' Meeting",
		place: "Gothenburg",
		about: "Two days on keeping ten thousand packages in one piece.",
	},
	{
		id: "night-of-the-slow-query",
		date: "2026-06-18",
		name: "The Night of the Slow Query",
		place: "Online",
		about: "Bring a query plan. Leave with a faster one, or with company.",
	},
	{
		id: "small-servers-day",
		date: "2026-09-26",
		name: "Small Servers Day",
		place: "Porto",
		about: "Talks for people whose data centre is a shelf in the hall.",
	},
];

const router = express.Router();

router.param("event", (_req, res, next, id) => {
	const event = events.find((event) => event.id === id);
	if (event === undefined) {
		next(createError(404, "There is no such event in the calendar."));
	} else {
		Object.assign(res.locals, { event });
		next();
	}
});

router.get("/", (req, res) => {
	res.send(
		page(
			"Calendar",
			html`<h1>Calendar</h1>
<ul class="calendar">${events.map(
				({ id, date, name, place }) => html`
	<li><time datetime="${date}">${date}</time> <a href="${req.baseUrl}/${id}">${name}</a>, ${place}</li>`,
			)}
</ul>`,
		),
	);
});

router
	.route("/:event")
	.get((req, res) => {
		const { event } = res.locals;
		res.send(
			page(
				event.name,
				html`<h1>${event.name}</h1>
<p class="byline"><time datetime="${event.date}">${event.date}</time>, ${event.place}</p>
<p>${event.about}</p>
<p><a href="${req.baseUrl}">All events</a></p>`,
			),
		);
	})
	.all((_req, res) => {
		res.set("Allow", "GET, HEAD").sendStatus(405);
	});

export default router;

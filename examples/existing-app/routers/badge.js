import express from "express";

const router = express.Router();

router.get("/", (_req, res) => {
	const { tickets } = res.locals.project;
	const open = tickets.filter(({ closed }) => !closed).length;
	res
		.type("svg")
		.send(`<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20">
	<rect width="90" height="20" rx="3" fill="${open === 0 ? "green" : "crimson"}"/>
	<text x="8" y="14" fill="white" font-family="sans-serif" font-size="11">${open} open</text>
</svg>`);
});

export default router;

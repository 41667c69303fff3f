import { Router } from "express";
import { toHtml } from "../markdown.js";

const articles = new Map([["lazy", "# Lazy servers\n\nThey start *early*."]]);
const router = Router();
router.get("/:slug", (req, res, next) => {
	const article = articles.get(req.params.slug);
	if (article === undefined) {
		next();
	} else {
		res.send(toHtml(article));
	}
});
export default router;

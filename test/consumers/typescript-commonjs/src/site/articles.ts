import { Router } from "express";
import { loaded } from "../loaded.js";

loaded.push("articles");

const router = Router();
router.get("/:slug", (req, res) => {
	res.send(`${req.params.slug}, under ${req.baseUrl}`);
});
export default router;

const { Router } = require("express-5");
const { loaded } = require("../loaded");

loaded.push("articles");

const router = Router();
router.get("/:slug", (req, res) => {
	res.send(`${req.params.slug}, under ${req.baseUrl}`);
});
module.exports = router;

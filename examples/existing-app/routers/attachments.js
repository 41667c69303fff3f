import express from "express";
import createError from "http-errors";
import multer from "multer";
import { requireUser } from "../access.js";

const router = express.Router({ mergeParams: true });
const upload = multer({ limits: { fileSize: 100_000, files: 1 } });

router.post("/", requireUser, upload.single("file"), (req, res) => {
	if (req.file === undefined) {
		throw createError(422, "The field `file` is missing");
	}
	const { originalname, mimetype, buffer } = req.file;
	const { attachments } = res.locals.ticket;
	attachments.push({ name: originalname, type: mimetype, content: buffer });
	res.status(201).location(`${req.baseUrl}/${attachments.length}`).end();
});

router.get("/:attachment", (req, res) => {
	const found =
		res.locals.ticket.attachments[Number(req.params.attachment) - 1];
	if (found === undefined) {
		throw createError(404, "No such attachment");
	}
	res.attachment(found.name).type(found.type).send(found.content);
});

// What multer refuses is the client's fault.
router.use((error, _req, _res, next) => {
	next(error instanceof multer.MulterError ? createError(413, error) : error);
});

export default router;

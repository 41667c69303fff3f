import { Router } from "express";
import Database from "libsql";

const database = new Database(":memory:");
database.exec("CREATE TABLE word (word TEXT, slug TEXT)");
database.exec("INSERT INTO word VALUES ('early', 'lazy')");
const find = database.prepare("SELECT slug FROM word WHERE word = ?");
const router = Router();
router.get("/", (req, res) => res.json(find.all(String(req.query.q))));
export default router;

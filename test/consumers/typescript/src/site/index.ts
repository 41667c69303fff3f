import { type ExportList, mount } from "express-publisher";

export const _q_exports: ExportList = ["articles", "users", "files", "plugins"];
export const _q_url = import.meta.url;
export const files = mount((req, res) => res.send(req.url));

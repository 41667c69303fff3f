import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { page, siteOf } from "../support/checked.js";
import { writeFiles } from "../support/files.js";
import type { Subject } from "./end-at-random.js";

/** A module that starts a process at import, of a group of its own if it is `detached`, which goes on for ever. */
function startsProcess(detached: boolean): string {
	return `import { spawn } from "node:child_process";
	spawn(process.execPath, ["-e", "setInterval(() => {}, 1_000)"], { stdio: "ignore", detached: ${detached} }).unref();
	${page}`;
}

/** A module that goes on for ever in some runs, unless they are to be calm. */
const MAY_BE_BUSY = `if (!process.env.CALM && Math.random() < 0.2) for (;;);`;

const site = siteOf({
	"starts.js": startsProcess(false),
	"more.js": startsProcess(true),
	"busy.js": `${MAY_BE_BUSY} ${page}`,
});

/** The commands that are ended, each of which starts processes. */
export const subjects = {
	profile: (t) => ({
		folder: write(t, {
			"server.js": `import http from "node:http";
				import "./starts.js";
				import "./busy.js";
				http.createServer((req, res) => res.end()).listen(0);`,
			"starts.js": startsProcess(true),
			"busy.js": MAY_BE_BUSY,
		}),
		args: ["profile", "server.js", "--repeat", "1", "--html", "page.html"],
		output: ["page.html", "</html>\n"],
	}),
	check: (t) => ({ folder: write(t, site), args: ["check", "site/index.js"] }),
	"check --alone": (t) => ({
		folder: write(t, site),
		args: ["check", "site/index.js", "--alone"],
	}),
} satisfies Record<string, (t: Pick<TestContext, "after">) => Subject>;

function write(
	t: Pick<TestContext, "after">,
	files: Readonly<Record<string, string>>,
): string {
	return fileURLToPath(writeFiles(t, files));
}

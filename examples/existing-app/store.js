// Stands for the database: what it holds is gone when the process ends.

/**
 * @typedef {{ name: string, role: "admin" | "member", password: string }} User
 * @typedef {{ author: string, text: string }} Comment
 * @typedef {{ name: string, type: string, content: Buffer }} Attachment
 * @typedef {{ number: number, title: string, description: string, author: string, labels: string[],
 *   closed: boolean, created: Date, comments: Comment[], attachments: Attachment[] }} Ticket
 * @typedef {{ name: string, title: string, tickets: Ticket[] }} Project
 */

/** All users by name; a password is stored as salt and scrypt hash. */
export const users = /** @type {Map<string, User>} */ (
	new Map([
		[
			"ada",
			{
				name: "ada",
				role: "admin",
				password:
					"uN2l1fii8AWTGFO_er91DQ:k3ex0crjqd_Yr-qlFpl9Fq0vx8ShlRYRDS5eJSe49iA",
			},
		],
		[
			"grace",
			{
				name: "grace",
				role: "member",
				password:
					"fvvf0jHE3QGgmuSL6AFgXg:Uupja6mN63EYS6wbz0zqRKZc27Y5thKxhC12N2LwJIw",
			},
		],
	])
);

/** All projects by name. */
export const projects = /** @type {Map<string, Project>} */ (new Map());

/** Adds a project without tickets. */
export function addProject(name, title) {
	const project = { name, title, tickets: [] };
	projects.set(name, project);
	return project;
}

/** Adds an open ticket to `project`, under the next number. */
export function addTicket(project, { title, description = "", author }) {
	const ticket = {
		number: project.tickets.length + 1,
		title,
		description,
		author,
		labels: [],
		closed: false,
		created: new Date(),
		comments: [],
		attachments: [],
	};
	project.tickets.push(ticket);
	return ticket;
}

/** Gives each ticket of each project, the project with it. */
export function allTickets() {
	return [...projects.values()].flatMap((project) =>
		project.tickets.map((ticket) => ({ project, ticket })),
	);
}

const compiler = addProject("compiler", "The compiler");
addTicket(compiler, {
	title: "Moth in relay 70",
	description: "Found **in panel F**.",
	author: "grace",
});
addTicket(compiler, { title: "Numbers with a sign", author: "ada" });

/** The methods of Express apps, Routers and routes that take handlers. */
export const METHODS: ReadonlySet<string> = new Set([
	...["use", "all", "get", "head", "post", "put", "patch", "delete", "options"],
	...["checkout", "copy", "link", "lock", "merge", "mkactivity", "mkcalendar"],
	...["mkcol", "move", "notify", "propfind", "proppatch", "purge", "query"],
	...["rebind", "report", "search", "subscribe", "trace", "unbind", "unlink"],
	...["acl", "bind", "del", "lock", "source", "unlock", "unsubscribe"],
]);

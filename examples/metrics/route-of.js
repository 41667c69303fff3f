/**
 * Gives what was walked to what answered `req`, as a template: one of few, whatever is requested.
 * To be asked when the response has been sent; `undefined` if nothing was found.
 * @param {import("express").Request} req
 */
export function routeOf({ baseUrl, route }) {
	// The base URL is as it was requested: a name may come in as many forms as its letters can be
	// escaped. Express has taken it away when nothing answered.
	const template = decodeURIComponent(baseUrl ?? "") + (route?.path ?? "");
	return template === "" ? undefined : template;
}

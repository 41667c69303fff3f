import serverless from "serverless-http";

/**
 * Makes a function of `app` that answers events of API Gateway, of its REST APIs as well as of its
 * HTTP APIs.
 * @param {import("express").Express} app
 */
export function createHandler(app) {
	app.set("trust proxy", 1); // API Gateway stands in front.
	return serverless(app);
}

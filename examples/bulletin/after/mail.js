/** Sends a mail of `markdown`, with a chart below it; here it only gets as far as the log. */
export async function sendDigest(address, markdown) {
	const { drawReaders } = await import("../chart.js");
	const { toHtml } = await import("../markdown.js");
	const body = toHtml(markdown) + drawReaders([31, 41, 59, 26, 53]);
	console.log(`mail to ${address}, ${body.length} characters`);
}

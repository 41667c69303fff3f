// Is imported before all else (`node --import ./telemetry.js`), so that what is imported then can be instrumented.
import { register } from "node:module";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { ExpressInstrumentation } from "@opentelemetry/instrumentation-express";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import {
	NodeTracerProvider,
	SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { recentSpans } from "./recent-spans.js";

register("@opentelemetry/instrumentation/hook.mjs", import.meta.url);

const provider = new NodeTracerProvider({
	// A real application exports to a collector, in batches.
	spanProcessors: [new SimpleSpanProcessor(recentSpans)],
});
provider.register();

registerInstrumentations({
	instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],
});

import { MILLISECONDS_OF_MODULE, writeBusySite } from "./busy-site.js";
import { type MeanwhileFigures, measureMeanwhile } from "./meanwhile.js";
import type { Settings } from "./settings.js";
import { prepareSites } from "./site.js";
import { measureWarming, type WarmingFigures } from "./warming.js";

/** What a preload costs those who visit meanwhile, and what it saves those who come later. */
export interface PreloadFigures {
	readonly size: number;
	readonly millisecondsOfModule: number;
	readonly perSecond: number;
	readonly meanwhile: readonly MeanwhileFigures[];
	readonly warming: readonly WarmingFigures[];
}

/** Measures preloading a site of modules that are slow to import, while requests come at a steady rate. */
export async function measurePreload(
	settings: Settings,
	log: (line: string) => void,
): Promise<PreloadFigures> {
	const { size, perSecond } = settings.preload;
	prepareSites(settings.folder);
	const site = writeBusySite(settings.folder, size);
	log(`steady requests with and without a preload, N = ${size}`);
	const meanwhile = await measureMeanwhile(site, settings);
	log("visitors to a cold and to preloading processes");
	const warming = await measureWarming(site, settings);
	const millisecondsOfModule = MILLISECONDS_OF_MODULE;
	return { size, millisecondsOfModule, perSecond, meanwhile, warming };
}

/** How much is measured; `full` gives the figures that are published, `quick` shows that the suite works. */
export interface Settings {
	/** The numbers of route modules. */
	readonly sizes: readonly number[];
	/** The number of route modules where one has to do: storm, compile cache, requests per second. */
	readonly size: number;
	/** Where the sites are generated. */
	readonly folder: string;
	/** Where the results and the charts are written. */
	readonly resultsFolder: string;
	readonly startUp: {
		readonly rounds: number;
		/** For everything imported at start at more than 1,000 modules, which takes long. */
		readonly roundsOfLargest: number;
	};
	readonly storm: {
		readonly processes: number;
		readonly rounds: number;
		readonly roundsOfSlowest: number;
	};
	readonly bareImport: { readonly rounds: number };
	readonly compileCache: { readonly rounds: number };
	readonly walk: {
		readonly processes: number;
		readonly rounds: number;
		readonly millisecondsOfBatch: number;
	};
	readonly requests: {
		readonly rounds: number;
		readonly seconds: number;
		readonly connections: number;
	};
	readonly profile: {
		/** How many servers are generated to see which module takes how long, of how many modules each. */
		readonly servers: number;
		readonly modules: number;
		/** How many of the cuts named are made. */
		readonly cuts: number;
		/** The modules of the server that shows what the recording costs. */
		readonly many: number;
		/** The runs of each profile. */
		readonly repeat: number;
		/** How often each of the cuts is made, in turn. */
		readonly rounds: number;
	};
	readonly heap: {
		readonly processes: number;
		readonly few: number;
		readonly many: number;
	};
	readonly preload: {
		/** The number of route modules. */
		readonly size: number;
		readonly rounds: number;
		/** How many requests a second are sent. */
		readonly perSecond: number;
		/** How long visitors come to a process that has just started. */
		readonly seconds: number;
		/** How many requests warm up one page, or tell how fast it is when it is warm. */
		readonly warmUps: number;
		/** How many requests a usage is made of. */
		readonly profiled: number;
	};
	readonly watch: { readonly rounds: number };
	readonly oneForOne: {
		/** How many mounts an application has. */
		readonly size: number;
		readonly startUps: number;
		/** How often each is put under load, and by how many requests. */
		readonly rounds: number;
		readonly burst: number;
	};
}

export const full: Settings = {
	sizes: [10, 100, 1_000, 10_000],
	size: 1_000,
	folder: "build/bench-sites",
	resultsFolder: "test/bench",
	startUp: { rounds: 41, roundsOfLargest: 3 },
	storm: { processes: 32, rounds: 7, roundsOfSlowest: 3 },
	bareImport: { rounds: 40 },
	compileCache: { rounds: 15 },
	walk: { processes: 5, rounds: 9, millisecondsOfBatch: 30 },
	requests: { rounds: 8, seconds: 4, connections: 20 },
	profile: {
		servers: 3,
		modules: 60,
		cuts: 10,
		many: 3_000,
		repeat: 3,
		rounds: 9,
	},
	heap: { processes: 3, few: 10_000, many: 1_000_000 },
	preload: {
		size: 300,
		rounds: 5,
		perSecond: 200,
		seconds: 2,
		warmUps: 60,
		profiled: 4_000,
	},
	watch: { rounds: 11 },
	oneForOne: { size: 40, startUps: 25, rounds: 300, burst: 500 },
};

export const quick: Settings = {
	sizes: [10],
	size: 10,
	folder: "build/bench-quick/sites",
	resultsFolder: "build/bench-quick",
	startUp: { rounds: 1, roundsOfLargest: 1 },
	storm: { processes: 2, rounds: 1, roundsOfSlowest: 1 },
	bareImport: { rounds: 1 },
	compileCache: { rounds: 2 },
	walk: { processes: 1, rounds: 3, millisecondsOfBatch: 2 },
	requests: { rounds: 1, seconds: 0.3, connections: 4 },
	profile: { servers: 1, modules: 5, cuts: 1, many: 20, repeat: 1, rounds: 1 },
	heap: { processes: 1, few: 1_000, many: 10_000 },
	preload: {
		size: 10,
		rounds: 1,
		perSecond: 100,
		seconds: 0.3,
		warmUps: 10,
		profiled: 30,
	},
	watch: { rounds: 1 },
	oneForOne: { size: 4, startUps: 1, rounds: 1, burst: 50 },
};

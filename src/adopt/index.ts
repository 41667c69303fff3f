export {
	type AdoptedFile,
	type AdoptedHandler,
	type Adoption,
	adopt,
} from "./adopt.js";
export { write } from "./edit/write.js";
export type { Place } from "./modules/modules.js";

// A file of its own, so that both versions are compared at the same time.
import { testFidelity } from "./support/fidelity.js";

testFidelity(4);

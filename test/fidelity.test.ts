import { testFidelity } from "./support/fidelity.js";

testFidelity(5);

/** How wide lines are printed: as wide as the terminal, within reason, or as usual where there is none. */
import process from "node:process";

const NARROWEST = 40;
const WIDEST = 200;
const USUAL_COLUMNS = 80;

export const plainColumns = (): number =>
  Math.max(NARROWEST, Math.min(process.stdout.columns || USUAL_COLUMNS, WIDEST));

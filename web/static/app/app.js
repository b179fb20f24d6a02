// Improves pages that work without it: components, the filter, long texts that save themselves, the diagram.
import { initAll } from "../vendor/govuk/govuk-frontend.min.js";
import { SortableTable } from "../vendor/moj/moj-frontend.min.js";
import { startFilters } from "./filter.js";
import { startConditions } from "./conditional.js";
import { startDiagrams } from "./diagram.js";

initAll();
for (const table of document.querySelectorAll('[data-module="moj-sortable-table"]')) {
  new SortableTable(table);
}
startFilters(document);
startConditions(document);
startDiagrams(document);

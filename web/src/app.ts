import "./app.css";
import "./people.css";
import "./duties.css";
import "htmx.org";

const APPROACHES = ["pointerenter", "touchstart", "focusin"];

/** Bring a chart to life when somebody approaches it; until then its picture needs no script at all. */
function awaitApproach(chart: HTMLElement): void {
  const approached = (): void => {
    APPROACHES.forEach((kind) => chart.removeEventListener(kind, approached));
    void import("./charts").then(({ enliven }) => enliven(chart));
  };
  APPROACHES.forEach((kind) => chart.addEventListener(kind, approached, { passive: true }));
}

function watchCharts(root: ParentNode): void {
  root.querySelectorAll<HTMLElement>("[data-chart]").forEach(awaitApproach);
}

watchCharts(document);
document.addEventListener("htmx:after:swap", () => watchCharts(document));

/** Where the menu is wider than the screen, begin it at the item one is in. */
document.querySelectorAll<HTMLElement>(".main-menu, .tabs-row").forEach((row) => {
  const here = row.querySelector<HTMLElement>("[aria-current]");
  if (here) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.clientWidth) / 2;
});

const passkeyForms = document.querySelectorAll<HTMLFormElement>("form[data-passkey]");
if (passkeyForms.length) void import("./passkeys").then(({ enlivenPasskeys }) => enlivenPasskeys(passkeyForms));

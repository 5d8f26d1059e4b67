import "./app.css";
import "./people.css";
import "./duties.css";
import "./rounds.css";
import "./standards.css";
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

/** On a narrow screen the menu and the tabs scroll sideways: bring where one is into view. */
function showCurrent(row: HTMLElement): void {
  const current = row.querySelector<HTMLElement>("[aria-current]");
  if (current) row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
}

document.querySelectorAll<HTMLElement>(".main-menu, .tabs-row").forEach(showCurrent);
const passkeyForms = document.querySelectorAll<HTMLFormElement>("form[data-passkey]");
if (passkeyForms.length) void import("./passkeys").then(({ enlivenPasskeys }) => enlivenPasskeys(passkeyForms));

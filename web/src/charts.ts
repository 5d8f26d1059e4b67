/**
 * The chart island: turns a server-made picture of a series into one that answers to pointer and finger.
 * The picture and its table stay in the page; this only takes the picture's place.
 */
import { LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([LineChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

interface Series {
  labels: string[];
  unit: string;
  lines: { name: string; values: (number | null)[]; dashed?: boolean }[];
}

/** A share never goes beyond 100 %; other axes end where ECharts likes. */
function ceiling(unit: string): ((range: { max: number }) => number) | undefined {
  return unit === "%" ? ({ max }) => Math.min(100, Math.ceil(max)) : undefined;
}

/** Read the series beside the picture (a JSON script element) and draw it in its place. */
export function enliven(host: HTMLElement): void {
  const source = host.querySelector<HTMLScriptElement>("script[type='application/json']");
  const picture = host.querySelector<HTMLElement>(".chart-picture");
  if (!source?.textContent || !picture) return;
  const series = JSON.parse(source.textContent) as Series;
  const style = getComputedStyle(host);
  const colour = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const stage = document.createElement("div");
  stage.className = "chart-stage";
  stage.setAttribute("aria-hidden", "true"); // the table below the picture says the same to a screen reader
  picture.replaceWith(stage);
  const limit = colour("--chart-third", "#b7791f");
  const plain = [colour("--chart-line", "#1f5f8b"), colour("--chart-second", "#8a8f98")];
  const chart = echarts.init(stage, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    grid: { left: 44, right: 16, top: 16, bottom: 32 },
    tooltip: { trigger: "axis", valueFormatter: (value: unknown) => (value == null ? "–" : `${value}${series.unit}`) },
    xAxis: { type: "category", data: series.labels, axisTick: { show: false } },
    yAxis: { type: "value", scale: true, max: ceiling(series.unit), axisLabel: { formatter: `{value}${series.unit}` } },
    series: series.lines.map((line, at) => ({
      type: "line",
      name: line.name,
      data: line.values,
      connectNulls: false,
      symbolSize: 7,
      showSymbol: !line.dashed,
      color: line.dashed ? limit : (plain[at] ?? limit),
      lineStyle: line.dashed ? { type: "dashed", width: 1.2 } : { width: 2.2 },
    })),
  });
  new ResizeObserver(() => chart.resize()).observe(stage);
}

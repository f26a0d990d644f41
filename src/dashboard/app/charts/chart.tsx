// A uPlot in a box of fixed height, in the page's colours.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Colours, coloursOf } from "../raster/scene";
import { themeChanges } from "../ui/theme";

export interface ChartProps {
  label: string; // what a person who does not see it should hear
  data: uPlot.AlignedData;
  // Made anew where `optionsKey` or the colours change.
  options(colours: Colours): Omit<uPlot.Options, "width" | "height">;
  optionsKey: string;
  testid?: string;
}

export function Chart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const make = () => {
      plot.current?.destroy();
      const { clientWidth: width, clientHeight: height } = element;
      const options = { ...latest.current.options(coloursOf(element)), width, height };
      plot.current = new uPlot(options, latest.current.data, element);
    };
    make();
    const observer = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    const unsubscribe = themeChanges(make);
    return () => {
      observer.disconnect();
      unsubscribe();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [props.optionsKey]);

  useEffect(() => plot.current?.setData(props.data), [props.data]);

  return <div ref={box} class="chart" role="img" aria-label={props.label} data-testid={props.testid} />;
}

const FONT = "11px system-ui, sans-serif";

export function axis(colours: Colours, more: uPlot.Axis = {}): uPlot.Axis {
  return {
    stroke: colours.muted,
    font: FONT,
    labelFont: FONT,
    labelSize: 18,
    grid: { stroke: colours.line, width: 1 },
    ticks: { stroke: colours.line, width: 1, size: 4 },
    ...more,
  };
}

// How much time the raster shows.
const SPANS: [text: string, us: number][] = [
  ["10 s", 10e6],
  ["30 s", 30e6],
  ["2 min", 120e6],
  ["10 min", 600e6],
  ["all", Infinity],
];

export function SpanButtons(props: { length_us: number; onChange(length_us: number): void }) {
  return (
    <div class="segmented" role="group" aria-label="Time shown">
      {SPANS.map(([text, us]) => (
        <button
          key={text}
          type="button"
          aria-pressed={props.length_us === us}
          data-testid={`span-${text.replace(" ", "")}`}
          onClick={() => props.onChange(us)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

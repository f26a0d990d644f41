// How many frames a page really gets, beside what an empty page of the same browser gets.
import type { Page } from "playwright-core";

export interface Frames {
  perSecond: number;
  missed: number; // share of the frames that were due: 60 a second
  longest_ms: number; // between two frames
  longTasks: number; // of more than 50 ms
}

export const PERIOD_MS = 1000 / 60;

// Counts for `ms`. `slide` moves the range input with this test id with every frame, as a
// hand does that does not rest.
export async function framesOf(page: Page, ms: number, slide = ""): Promise<Frames> {
  const { times, longTasks } = await page.evaluate(
    ({ ms, slide }) =>
      new Promise<{ times: number[]; longTasks: number }>((done) => {
        const slider = slide ? document.querySelector<HTMLInputElement>(`[data-testid=${slide}]`)! : null;
        const times: number[] = [];
        let longTasks = 0;
        const observer = new PerformanceObserver((list) => (longTasks += list.getEntries().length));
        observer.observe({ type: "longtask" });
        const move = () => {
          if (!slider) return;
          slider.value = String((Number(slider.value) + 400) % Number(slider.max));
          slider.dispatchEvent(new Event("input", { bubbles: true }));
        };
        const frame = (now: number) => {
          times.push(now);
          move();
          if (now - times[0]! < ms) requestAnimationFrame(frame);
          else {
            observer.disconnect();
            done({ times, longTasks });
          }
        };
        requestAnimationFrame(frame);
      }),
    { ms, slide },
  );
  return summary(times, longTasks);
}

function summary(times: number[], longTasks: number): Frames {
  const gaps = times.slice(1).map((at, i) => at - times[i]!);
  const all_ms = times[times.length - 1]! - times[0]!;
  const late = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / PERIOD_MS) - 1), 0);
  return {
    perSecond: (1000 * gaps.length) / all_ms,
    missed: late / (all_ms / PERIOD_MS),
    longest_ms: Math.max(...gaps),
    longTasks,
  };
}

export function middle(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

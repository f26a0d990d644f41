// Success of the last trials on one scale with what chance would have given.
import type { Chance, Share } from "../api/types";
import { chanceText, percentOf, verdict } from "../model/chance_text";

const at = (percent: number) => `${Math.max(0, Math.min(100, percent))}%`;

export function SuccessScale(props: { last20: Share; success: Share; chance: Chance | null }) {
  const { last20, chance, success } = props;
  const now = percentOf(last20);
  const all = percentOf(success);
  return (
    <div class="success" data-testid="success">
      <p class="figure">
        <span class="big" data-testid="success-last20">
          {now === null ? "–" : `${Math.round(now)} %`}
        </span>
        <span class="muted">of the last {Math.max(last20.decided, 1) < 20 ? last20.decided : 20} trials coordinated</span>
      </p>
      <div class="scale" aria-hidden="true">
        <div class="track" />
        {chance && (
          <div
            class="band"
            style={{ left: at(chance.low_permille / 10), right: `calc(100% - ${at(chance.high_permille / 10)})` }}
          />
        )}
        {chance && <div class="mark chance" style={{ left: at(chance.permille / 10) }} />}
        {all !== null && <div class="mark whole" style={{ left: at(all) }} />}
        {now !== null && <div class="mark now" style={{ left: at(now) }} />}
      </div>
      <div class="scale-ends" aria-hidden="true">
        <span>0 %</span>
        <span>50 %</span>
        <span>100 %</span>
      </div>
      <dl class="pairs">
        <dt><span class="swatch now" /> last 20</dt>
        <dd>{last20.coordinated} of {last20.decided}</dd>
        <dt><span class="swatch whole" /> whole session</dt>
        <dd>{all === null ? "–" : `${Math.round(all)} % (${success.coordinated} of ${success.decided})`}</dd>
        <dt><span class="swatch chance" /> chance</dt>
        <dd data-testid="chance">{chanceText(chance)}</dd>
      </dl>
      <p class="verdict">{verdict(success, chance)}</p>
    </div>
  );
}

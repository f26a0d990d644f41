import type { Fault } from "../model/columns";
import { clockExact } from "../model/format";
import { faultWord } from "../model/words";
import { Empty } from "../ui/parts";

const SHOWN = 50;

// Newest first; what is new is read out.
export function FaultList(props: { faults: readonly Fault[] }) {
  const newest = props.faults.slice(-SHOWN).reverse();
  return (
    <div class="scroll-list" role="log" aria-live="polite" aria-label="Faults, newest first" tabIndex={0}>
      {newest.length === 0 && <Empty>None so far.</Empty>}
      <ol class="events">
        {newest.map((fault, i) => (
          <li key={props.faults.length - i} class="fault">
            <span class="at">{clockExact(fault.t_us)}</span>
            <span>
              <strong>{faultWord(fault.kind)}</strong>
              {fault.message && <span class="detail">{fault.message}</span>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

// Compiled for the board, not run: shows that the header needs nothing but the
// compiler there.
#include "dyad_firmware/debouncer.h"

namespace {
dyad_firmware::Debouncer<uint32_t> debouncer(1000, 4000, false);
}

bool debounce(uint32_t t, bool level, dyad_firmware::DebouncedEdge<uint32_t>& report) {
  if (t == 0) debouncer.resync(t, level);
  return debouncer.on_edge(t, level, report) || debouncer.settle(t, report);
}

uint32_t next(void) { return debouncer.next_deadline() + debouncer.oldest_undecided(); }

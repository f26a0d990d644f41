#include "dyad/device/device.hpp"

namespace dyad::device {

void Report::clear() {
  backfill.clear();
  inputs.clear();
  raw_edges.clear();
  actuations.clear();
  clock_samples.clear();
  board_decisions.clear();
  faults.clear();
}

}  // namespace dyad::device

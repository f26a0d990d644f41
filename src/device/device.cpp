#include "dyad/device/device.hpp"

namespace dyad::device {

void Report::clear() {
  backfill.clear();
  inputs.clear();
  raw_edges.clear();
  actuations.clear();
  clock_samples.clear();
  faults.clear();
}

}  // namespace dyad::device

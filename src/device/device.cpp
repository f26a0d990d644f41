#include "dyad/device/device.hpp"

namespace dyad::device {

void Report::clear() {
  inputs.clear();
  raw_edges.clear();
  actuations.clear();
  faults.clear();
}

}  // namespace dyad::device

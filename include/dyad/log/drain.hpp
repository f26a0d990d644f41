#pragma once

#include <cstdint>

#include "dyad/log/file.hpp"
#include "dyad/log/ring.hpp"

namespace dyad::log {

// Takes lines from the ring to the file. Keeps room reserved ahead of what is
// written, so that a full disk is known while the last records still fit. One
// thread at a time.
class Drain {
 public:
  static constexpr std::uint64_t kReserveStep = std::uint64_t{256} << 10U;

  // Ring and file outlive the drain.
  Drain(Ring& ring, File& file) : ring_(&ring), file_(&file) {}

  // Writes what the ring holds. False where the file did not take all of it: the
  // ring keeps the rest, and has its failure raised.
  bool run();

  // Syncs what was written since the last time, if anything.
  bool sync();
  bool dirty() const { return dirty_; }

 private:
  void reserve_ahead();

  Ring* ring_;
  File* file_;
  std::uint64_t reserved_ = 0;
  bool may_reserve_ = true;
  bool dirty_ = false;
};

}  // namespace dyad::log

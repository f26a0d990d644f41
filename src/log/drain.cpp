#include "dyad/log/drain.hpp"

namespace dyad::log {

void Drain::reserve_ahead() {
  const std::uint64_t wanted = ring_->head() + kReserveStep;
  if (!may_reserve_ || wanted <= reserved_) return;
  if (auto reserved = file_->reserve(wanted + kReserveStep); !reserved) {
    may_reserve_ =
        false;  // the failure is raised; what is left is for the last records
    ring_->fail(reserved.error());
    return;
  }
  reserved_ = wanted + kReserveStep;
}

bool Drain::run() {
  reserve_ahead();
  // Twice at most where the lines wrap around the ring's edge; what is pushed
  // meanwhile is taken too.
  while (true) {
    const std::string_view bytes = ring_->front();
    if (bytes.empty()) return true;
    const std::uint64_t from = ring_->drained();
    if (auto written = file_->write_at(from, bytes); !written) {
      ring_->fail(written.error());
      return false;
    }
    dirty_ = true;
    ring_->set_drained(from + bytes.size());
  }
}

bool Drain::sync() {
  if (!dirty_) return true;
  if (auto synced = file_->sync(); !synced) {
    ring_->fail(synced.error());
    return false;
  }
  dirty_ = false;
  return true;
}

}  // namespace dyad::log

#include "dyad/log/record.hpp"

namespace dyad::log {
namespace {

template <typename R>
Time time_in(const R& record) {
  return record.time;
}
Time time_in(const UnfedEdge& unfed) { return unfed.edge.time; }
Time time_in(const ClockSample& sample) { return sample.received; }

}  // namespace

Time time_of(const Record& record) {
  return std::visit([](const auto& r) { return time_in(r); }, record);
}

}  // namespace dyad::log

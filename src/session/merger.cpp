#include "dyad/session/merger.hpp"

#include <algorithm>

#include "dyad/core/assert.hpp"

namespace dyad::session {
namespace {

constexpr Time kBeforeAll = Time::from_us(std::numeric_limits<std::int64_t>::min());

}  // namespace

Merger::Merger(std::size_t sources) : watermarks_(sources, kBeforeAll) {
  last_.time = kBeforeAll;
}

bool Merger::add(const Input& input) {
  if (too_late(input)) return false;
  held_.push(input);
  return true;
}

bool Merger::too_late(const Input& input) const {
  return any_released_ && input_order(input, last_) <= 0;
}

void Merger::advance(SourceIndex source, Time watermark) {
  Time& mark = watermarks_.at(source);
  mark = std::max(mark, watermark);
}

void Merger::restore(SourceIndex source, Time watermark) {
  watermarks_.at(source) = watermark;
}

const Input* Merger::next() const {
  if (held_.empty() || !passed(held_.top().time)) return nullptr;
  return &held_.top();
}

Input Merger::release() {
  DYAD_ASSERT(next() != nullptr, "released an input that must still wait");
  last_ = held_.top();
  any_released_ = true;
  held_.pop();
  return last_;
}

void Merger::released_deadline(const Input& deadline) {
  last_ = deadline;
  any_released_ = true;
}

Time Merger::watermark() const {
  Time lowest = Time::never();
  for (const Time mark : watermarks_) lowest = std::min(lowest, mark);
  return lowest;
}

}  // namespace dyad::session

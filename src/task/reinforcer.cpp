#include "dyad/task/reinforcer.hpp"

#include "dyad/config/draw.hpp"

namespace dyad::task {
namespace {

using config::ReinforcementKind;

constexpr std::uint64_t kStream = 4;

}  // namespace

Reinforcer::Reinforcer(const Plan& plan, std::uint64_t seed)
    : plan_(&plan), random_(seed, kStream) {}

void Reinforcer::use(std::size_t reinforcement, Time now) {
  if (reinforcement == current_) return;
  current_ = reinforcement;
  part_ = 0;
  times_used_ = 0;
  begin(now);
}

bool Reinforcer::unit(Time now) {
  if (!meets(now)) return false;
  const config::Reinforcement& whole = plan_->reinforcements[current_];
  const bool last =
      whole.kind != ReinforcementKind::tandem || part_ + 1 == whole.parts.size();
  part_ = last ? 0 : part_ + 1;
  begin(now);
  return last;
}

const config::Reinforcement& Reinforcer::part() const {
  const config::Reinforcement& whole = plan_->reinforcements[current_];
  return whole.kind == ReinforcementKind::tandem ? whole.parts[part_] : whole;
}

bool Reinforcer::meets(Time now) {
  switch (part().kind) {
    case ReinforcementKind::fixed_ratio:
    case ReinforcementKind::variable_ratio:
      return ++units_ >= needed_;
    case ReinforcementKind::random_ratio:
      return part().n == 1 || random_.below(part().n) == 0;
    case ReinforcementKind::fixed_interval:
    case ReinforcementKind::variable_interval:
      return now >= ready_;
    case ReinforcementKind::yoked:
      return meets_yoked(now);
    case ReinforcementKind::tandem:
      break;  // no part of a tandem is one
  }
  return false;
}

// One unit uses up every time that has passed.
bool Reinforcer::meets_yoked(Time now) {
  const auto& times = part().times;
  const std::size_t before = times_used_;
  while (times_used_ < times.size() && Time() + times[times_used_] <= now) {
    ++times_used_;
  }
  return times_used_ > before;
}

void Reinforcer::begin(Time now) {
  const config::Reinforcement& next = part();
  units_ = 0;
  needed_ = next.n;
  if (next.kind == ReinforcementKind::variable_ratio && next.n > 1) {
    needed_ = 1 + random_.below(2 * next.n - 1);
  }
  const bool interval = next.kind == ReinforcementKind::fixed_interval ||
                        next.kind == ReinforcementKind::variable_interval;
  if (interval) ready_ = now + config::draw(next.interval, random_);
}

}  // namespace dyad::task

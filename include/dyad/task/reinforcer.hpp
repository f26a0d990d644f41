#pragma once

#include <cstddef>
#include <cstdint>

#include "dyad/core/random.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::task {

// Counts coordinated units, and says which of them meet the requirement.
// docs/schedule.md, "Reinforcement".
class Reinforcer {
 public:
  // The plan outlives it.
  Reinforcer(const Plan& plan, std::uint64_t seed);

  // From now on this one of the plan's reinforcements counts. Another one than
  // before begins anew.
  void use(std::size_t reinforcement, Time now);

  // A unit was completed. True where it meets the requirement, which then begins
  // anew.
  bool unit(Time now);

 private:
  const config::Reinforcement& part() const;
  bool meets(Time now);
  bool meets_yoked(Time now);
  void begin(Time now);

  static constexpr std::size_t kNone = SIZE_MAX;

  const Plan* plan_;
  Random random_;
  std::size_t current_ = kNone;
  std::size_t part_ = 0;        // of a tandem
  std::size_t times_used_ = 0;  // of yoked
  std::uint32_t needed_ = 1;    // of the ratios: units
  std::uint32_t units_ = 0;
  Time ready_;  // of the intervals: when a unit meets it
};

}  // namespace dyad::task

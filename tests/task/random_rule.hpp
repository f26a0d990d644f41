#pragma once

#include <array>
#include <initializer_list>

#include "dyad/core/random.hpp"
#include "dyad/task/plan.hpp"

// How random plans are drawn.
namespace dyad::task::oracle {

// Subject i has its operanda on channels i, 10 + i and 20 + i.
constexpr std::size_t kOperanda = 3;
constexpr ChannelIndex operandum(std::size_t which, std::size_t subject) {
  return static_cast<ChannelIndex>(which * 10 + subject);
}
constexpr ChannelIndex zone(std::size_t subject) {
  return static_cast<ChannelIndex>(30 + subject);
}
constexpr ChannelIndex lick(std::size_t subject) {
  return static_cast<ChannelIndex>(40 + subject);
}
constexpr ChannelIndex valve(std::size_t subject) {
  return static_cast<ChannelIndex>(50 + subject);
}
constexpr ChannelIndex kInitiator = 35;  // of no subject
constexpr ChannelIndex kFirstOutput = 55;
constexpr std::int64_t kWindow = 100;

class Dice {
 public:
  explicit Dice(std::uint32_t number) : random_(number) {}
  std::uint32_t below(std::uint32_t n) { return random_.below(n); }
  bool percent(std::uint32_t n) { return random_.below(100) < n; }
  template <typename T>
  T of(std::initializer_list<T> options) {
    return options.begin()[below(static_cast<std::uint32_t>(options.size()))];
  }
  Duration time(std::initializer_list<int> options) {
    return Duration::from_us(of(options));
  }

 private:
  Random random_;
};

// A rule for a plan whose seats are known.
TrialPlan random_rule(Dice& dice, Plan& plan);
// The rule with some members drawn anew, as a block or a level has them.
TrialPlan varied(Dice& dice, Plan& plan, const TrialPlan& rule);
config::Interval random_interval(Dice& dice, int least);

}  // namespace dyad::task::oracle

#include "dyad/cli/outcomes_text.hpp"

#include <fmt/format.h>

namespace dyad::cli {

std::string outcomes_text(const task::Tally& tally) {
  std::string text = fmt::format("{} coordinated, {} missed, {} aborted",
                                 tally.coordinated(), tally.misses(), tally.aborted());
  if (tally.omissions() > 0) text += fmt::format(", {} omitted", tally.omissions());
  if (tally.errors() > 0) {
    text += fmt::format(", {} error{}", tally.errors(), tally.errors() == 1 ? "" : "s");
  }
  return text;
}

std::string by_hand_text(std::uint64_t manual_rewards) {
  return manual_rewards == 0 ? "" : fmt::format(" + {} by hand", manual_rewards);
}

}  // namespace dyad::cli

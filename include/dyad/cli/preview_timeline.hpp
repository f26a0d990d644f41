#pragma once

#include <string>
#include <vector>

#include "dyad/config/trial_rule.hpp"

namespace dyad::cli::preview {

// A coordinated trial from its start to the next one, a row for each thing that
// happens: the phases, each subject's response, its water, the outputs. The last
// responses are drawn as late as they may be. Roughly to scale: columns go by the
// square root of the time. Pure: needs no rig. `present` has at least one seat.
std::vector<std::string> timeline(const config::TrialRule& rule,
                                  const std::vector<std::string>& present,
                                  std::size_t width);

}  // namespace dyad::cli::preview

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dyad/config/stage.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/note.hpp"
#include "dyad/task/plan.hpp"

// Trials as the engine draws them, everybody doing at once what the rule asks for.
namespace dyad::cli::preview {

struct SampledTrial {
  TrialNumber number = 0;
  note::TrialStart conditions{};
  Outcome outcome = Outcome::aborted;
  Duration iti{};                                       // to the next trial
  std::array<std::uint64_t, kMaxSubjects> volume_nl{};  // by subject
  std::optional<WithheldReason> withheld{};             // of the whole trial
  std::array<std::optional<WithheldReason>, kMaxSubjects> withheld_from{};
  bool operator==(const SampledTrial&) const = default;
};

struct Sample {
  std::vector<SampledTrial> trials;
  std::optional<EndReason> ended{};  // the session was over before the last of them
};

Sample draw_sample(const task::Plan& plan, std::uint64_t seed, std::size_t trials);

// The rule that decided it.
const config::TrialRule& rule_of(const SampledTrial& trial, const config::Stage& stage);

// The sample as a table, a line each; trials that are all alike in one sentence.
std::vector<std::string> sample_lines(const Sample& sample, const config::Stage& stage,
                                      const std::vector<std::string>& seats,
                                      std::size_t width);

}  // namespace dyad::cli::preview

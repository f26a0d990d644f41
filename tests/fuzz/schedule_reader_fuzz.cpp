// Any bytes for a schedule file. What is refused is refused with a reason and a place,
// and what is accepted can be played, whatever the animals do.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/config/read.hpp"
#include "dyad/core/random.hpp"
#include "fuzz/must.hpp"
#include "gallery/any_animals.hpp"
#include "gallery/made_up_rig.hpp"

namespace {

using dyad::config::Json;
using dyad::fuzz::must;
namespace config = dyad::config;

void check_problems(const config::Problems& problems, bool accepted) {
  must(accepted == problems.empty(), "a schedule is refused for a reason, and only so");
  for (const config::Problem& problem : problems) {
    must(problem.line > 0, "a problem has a place in the file");
    must(!problem.found.empty() && !problem.expected.empty(),
         "a problem says what was found and what was expected");
    must(!problem.text().empty(), "a problem can be told");
  }
}

bool fits(const config::Rig& rig, const config::Schedule& schedule,
          const config::Document& document) {
  if (rig.seats.size() > dyad::kMaxSubjects) return false;
  if (rig.channels.size() > dyad::kMaxChannels) return false;
  config::Problems problems;
  check_together(rig, schedule, document, problems);
  check_problems(problems, problems.empty());
  return problems.empty();
}

void play(const config::Rig& rig, const config::Schedule& schedule) {
  for (std::size_t stage = 0; stage < schedule.stages.size(); ++stage) {
    // Larger ones are slow to plan, and do nothing that smaller ones cannot do.
    if (schedule.stages[stage].rules.size() > 64) continue;
    const auto plan = dyad::task::make_plan(rig, schedule, stage);
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      const auto broken = dyad::gallery::broken_promise(rig, plan, seed);
      must(broken.empty(), broken.c_str());
    }
  }
}

Json parsed(const std::uint8_t* data, std::size_t size) {
  return Json::parse(data, data + size, nullptr, false);
}

// The objects in which members of a trial stand: stages, and the sets of blocks and of
// levels.
void find_trials(Json& at, std::vector<Json*>& found, bool is_trial = false) {
  if (is_trial && at.is_object()) found.push_back(&at);
  if (!at.is_structured()) return;
  const bool stages = at.is_object() && at.contains("stages");
  for (auto& [name, value] : at.items()) {
    if (stages && name == "stages" && value.is_array()) {
      for (Json& stage : value) find_trials(stage, found, true);
    } else {
      find_trials(value, found, at.is_object() && name == "set");
    }
  }
}

}  // namespace

// A member of a trial of the second schedule, put into a trial of the first: so most
// mixtures are schedules still.
extern "C" std::size_t LLVMFuzzerCustomCrossOver(
    const std::uint8_t* data1, std::size_t size1, const std::uint8_t* data2,
    std::size_t size2, std::uint8_t* out, std::size_t max_size, unsigned int seed) {
  Json into = parsed(data1, size1);
  Json from = parsed(data2, size2);
  std::vector<Json*> trials;
  std::vector<Json*> others;
  find_trials(into, trials);
  find_trials(from, others);
  if (trials.empty() || others.empty()) return 0;
  dyad::Random random(seed);
  const auto any = [&](std::size_t count) {
    return random.below(static_cast<std::uint32_t>(count));
  };
  Json& trial = *trials[any(trials.size())];
  for (int i = 0; i < 3; ++i) {
    const Json& other = *others[any(others.size())];
    if (other.empty()) continue;
    const auto member = std::next(other.begin(), any(other.size()));
    if (member.key() != "name") trial[member.key()] = member.value();
  }
  const std::string text = into.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > max_size) return 0;
  std::copy(text.begin(), text.end(), out);
  return text.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  config::Problems problems;
  const auto document = config::parse_document("fuzz.json", text, problems);
  if (!document) {
    check_problems(problems, false);
    return 0;
  }
  const auto schedule = config::read_schedule(*document, problems);
  check_problems(problems, schedule.has_value());
  if (!schedule) return 0;
  const config::Rig rig = dyad::gallery::made_up_rig(*schedule);
  if (fits(rig, *schedule, *document)) play(rig, *schedule);
  return 0;
}

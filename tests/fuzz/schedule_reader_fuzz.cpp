// Any bytes for a schedule file. What is refused is refused with a reason and a place,
// and what is accepted can be played, whatever the animals do.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dyad/config/read.hpp"
#include "fuzz/must.hpp"
#include "gallery/any_animals.hpp"
#include "gallery/made_up_rig.hpp"

namespace {

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

}  // namespace

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

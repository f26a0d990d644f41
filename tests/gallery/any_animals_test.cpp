#include "gallery/any_animals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "dyad/config/read.hpp"
#include "gallery/made_up_rig.hpp"
#include "gallery/script.hpp"

// Whatever a valid schedule says and whatever animals do: the engine goes on, keeps
// its promises, and decides the same again.
namespace dyad::gallery {
namespace {

constexpr std::uint64_t kSeeds = 300;  // for each stage

const std::string kCorpus = DYAD_SOURCE_DIR "/tests/config/corpus/good/";

std::vector<std::string> schedules_of_corpus() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus)) {
    const std::string name = entry.path().filename();
    if (name.compare(0, 9, "schedule-") == 0) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> schedules_of_gallery() {
  std::vector<std::string> names;
  for (const auto& [schedule, rig] : rigs_of_schedules()) names.push_back(schedule);
  return names;
}

void expect_kept_promises(const config::Rig& rig, const config::Schedule& schedule) {
  for (std::size_t stage = 0; stage < schedule.stages.size(); ++stage) {
    const task::Plan plan = task::make_plan(rig, schedule, stage);
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      ASSERT_EQ(broken_promise(rig, plan, seed), "")
          << "stage \"" << schedule.stages[stage].name << "\", seed " << seed;
    }
  }
}

std::string file_name_of(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(0, info.param.find('.'));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-'; }, '_');
  return name;
}

class AnyAnimalsInTheGallery : public testing::TestWithParam<std::string> {};

TEST_P(AnyAnimalsInTheGallery, TheEngineKeepsItsPromises) {
  expect_kept_promises(read_rig(rigs_of_schedules().at(GetParam())),
                       read_schedule(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Each, AnyAnimalsInTheGallery,
                         testing::ValuesIn(schedules_of_gallery()), file_name_of);

class AnyAnimalsInTheCorpus : public testing::TestWithParam<std::string> {};

TEST_P(AnyAnimalsInTheCorpus, TheEngineKeepsItsPromises) {
  config::Problems problems;
  const auto document = config::read_document(kCorpus + GetParam(), problems);
  ASSERT_TRUE(document);
  const auto schedule = config::read_schedule(*document, problems);
  ASSERT_TRUE(schedule);
  const config::Rig rig = made_up_rig(*schedule);
  check_together(rig, *schedule, *document, problems);
  for (const config::Problem& problem : problems) ADD_FAILURE() << problem.text();
  ASSERT_FALSE(HasFailure()) << "the made-up rig does not fit";
  expect_kept_promises(rig, *schedule);
}

INSTANTIATE_TEST_SUITE_P(Each, AnyAnimalsInTheCorpus,
                         testing::ValuesIn(schedules_of_corpus()), file_name_of);

}  // namespace
}  // namespace dyad::gallery

#include <algorithm>
#include <filesystem>
#include <vector>

#include "support.hpp"

namespace dyad::config {
namespace {

std::vector<std::string> json_files(const std::string& folder) {
  std::vector<std::string> files;
  const std::string root = DYAD_SOURCE_DIR "/rig-configs/";
  for (const auto& entry : std::filesystem::directory_iterator(root + folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  EXPECT_FALSE(files.empty()) << folder;
  return files;
}

Document document_of(const std::string& path) {
  Problems problems;
  auto document = read_document(path, problems);
  EXPECT_TRUE(document) << test::text_of(problems);
  return document ? *document : Document{};
}

TEST(ExampleFiles, RigsAreValid) {
  for (const std::string& path : json_files("rigs")) {
    EXPECT_EQ(test::rig_problems(document_of(path)), "") << path;
  }
}

TEST(ExampleFiles, SchedulesAreValid) {
  for (const std::string& path : json_files("schedules")) {
    EXPECT_EQ(test::schedule_problems(document_of(path)), "") << path;
  }
}

std::string misfits(const std::string& rig_path, const std::string& schedule_path) {
  Problems problems;
  const Document schedule = document_of(schedule_path);
  check_together(test::good_rig(document_of(rig_path)), test::good_schedule(schedule),
                 schedule, problems);
  return test::text_of(problems);
}

TEST(ExampleFiles, EveryScheduleFitsARig) {
  const auto rigs = json_files("rigs");
  for (const std::string& schedule : json_files("schedules")) {
    EXPECT_TRUE(std::any_of(rigs.begin(), rigs.end(), [&](const std::string& rig) {
      return misfits(rig, schedule).empty();
    })) << schedule;
  }
}

TEST(ExampleFiles, EveryRigHasASchedule) {
  const auto schedules = json_files("schedules");
  for (const std::string& rig : json_files("rigs")) {
    EXPECT_TRUE(std::any_of(
        schedules.begin(), schedules.end(),
        [&](const std::string& schedule) { return misfits(rig, schedule).empty(); }))
        << rig;
  }
}

TEST(ExampleFiles, TheQuickStartFitsEveryRigWithALight) {
  const std::string quick = DYAD_SOURCE_DIR "/rig-configs/schedules/quick-start.json";
  for (const std::string& rig : json_files("rigs")) {
    if (!test::good_rig(document_of(rig)).find_channel("light")) continue;
    EXPECT_EQ(misfits(rig, quick), "") << rig;
  }
}

}  // namespace
}  // namespace dyad::config

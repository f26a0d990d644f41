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

TEST(ExampleFiles, EveryScheduleFitsEveryRig) {
  for (const std::string& rig_path : json_files("rigs")) {
    for (const std::string& schedule_path : json_files("schedules")) {
      Problems problems;
      const Document schedule = document_of(schedule_path);
      check_together(test::good_rig(document_of(rig_path)),
                     test::good_schedule(schedule), schedule, problems);
      EXPECT_EQ(test::text_of(problems), "") << rig_path << " with " << schedule_path;
    }
  }
}

}  // namespace
}  // namespace dyad::config

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "dyad/config/read.hpp"
#include "gallery/script.hpp"

// Every file of the gallery is sound, fits its rig, and is named where a student
// looks for it.
namespace dyad::gallery {
namespace {

const std::filesystem::path kFolder = DYAD_SOURCE_DIR "/rig-configs";

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder / folder)) {
    names.push_back(entry.path().filename());
  }
  return names;
}

std::string problems_of(const std::string& schedule, const std::string& rig) {
  config::Problems problems;
  const auto schedule_file = kFolder / "schedules" / schedule;
  const auto rig_file = kFolder / "rigs" / rig;
  const auto document = config::read_document(schedule_file, problems);
  const auto rig_document = config::read_document(rig_file, problems);
  if (document && rig_document) {
    const auto read = config::read_schedule(*document, problems);
    const auto read_rig = config::read_rig(*rig_document, problems);
    if (read && read_rig) check_together(*read_rig, *read, *document, problems);
  }
  std::string text;
  for (const config::Problem& problem : problems) text += problem.text() + "\n";
  return text;
}

TEST(Gallery, EveryScheduleStandsInTheTableOfItsReadme) {
  std::vector<std::string> named;
  for (const auto& [schedule, rig] : rigs_of_schedules()) named.push_back(schedule);
  EXPECT_THAT(files_in("schedules"), testing::UnorderedElementsAreArray(named));
}

TEST(Gallery, EveryRigIsNamedInItsReadme) {
  std::stringstream text;
  text << std::ifstream(kFolder / "README.md").rdbuf();
  for (const std::string& rig : files_in("rigs")) {
    EXPECT_THAT(text.str(), testing::HasSubstr("| `rigs/" + rig + "` |"));
  }
}

TEST(Gallery, EveryScheduleFitsTheRigThatItsReadmeNames) {
  for (const auto& [schedule, rig] : rigs_of_schedules()) {
    EXPECT_EQ(problems_of(schedule, rig), "") << schedule << " on " << rig;
  }
}

TEST(Gallery, EveryScheduleSaysWhatIsPublishedAndWhatIsOurs) {
  for (const auto& [name, rig] : rigs_of_schedules()) {
    const config::Schedule schedule = read_schedule(name);
    EXPECT_NE(schedule.notes, "") << name;
    if (name == "quick-start.json") continue;
    EXPECT_THAT(schedule.citation, testing::ContainsRegex("[Pp]ublished")) << name;
  }
}

TEST(Gallery, NoTwoSchedulesHaveOneName) {
  std::map<std::string, std::string> file_of;  // sessions of one name are one training
  for (const auto& [file, rig] : rigs_of_schedules()) {
    const auto [entry, is_new] = file_of.emplace(read_schedule(file).name, file);
    EXPECT_TRUE(is_new) << file << " and " << entry->second;
  }
}

}  // namespace
}  // namespace dyad::gallery

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "cli/dyad_command.hpp"
#include "gallery/script.hpp"

// A student tries a schedule without hardware before anything else.
namespace dyad::gallery {
namespace {

using testing::HasSubstr;

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string animals_of(const config::Rig& rig) {
  std::string names = "A,B";
  for (std::size_t i = 2; i < rig.subject_count(); ++i) {
    names += std::string(",") + static_cast<char>('A' + i);
  }
  return names;
}

class Simulation : public testing::TestWithParam<std::string> {
 protected:
  // The log of ten minutes of a stage.
  std::string run(std::size_t stage) const {
    const std::string folder = kConfigs;
    const std::string rig = rigs_of_schedules().at(GetParam());
    const auto ran = place_.dyad(
        {"run", "--rig", folder + "rigs/" + rig, "--schedule",
         folder + "schedules/" + GetParam(), "--subjects", animals_of(read_rig(rig)),
         "--stage", std::to_string(stage), "--seed", "1", "--duration", "10min",
         "--speed", "max", "--data", "stage" + std::to_string(stage)});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return place_.files("stage" + std::to_string(stage)).at(0);
  }

  static constexpr const char* kConfigs = DYAD_SOURCE_DIR "/rig-configs/";
  cli::testing::Workplace place_;
};

TEST_P(Simulation, VirtualAnimalsEarnRewardsInEveryStageAndTheReplayIsIdentical) {
  const std::size_t stages = read_schedule(GetParam()).stages.size();
  for (std::size_t stage = 1; stage <= stages; ++stage) {
    const std::string log = run(stage);
    EXPECT_THAT(text_of(log), HasSubstr(R"("kind":"reward")")) << "stage " << stage;
    const auto replayed = place_.dyad({"replay", log});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.err;
    EXPECT_THAT(replayed.out, HasSubstr("identical")) << "stage " << stage;
  }
}

std::vector<std::string> schedules() {
  std::vector<std::string> names;
  for (const auto& [schedule, rig] : rigs_of_schedules()) names.push_back(schedule);
  return names;
}

std::string name_of(const testing::TestParamInfo<std::string>& file) {
  std::string name;
  for (const char c : file.param.substr(0, file.param.find('.'))) {
    name += c == '-' ? '_' : c;
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Gallery, Simulation, testing::ValuesIn(schedules()), name_of);

}  // namespace
}  // namespace dyad::gallery
